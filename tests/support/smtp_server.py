#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real SMTP server on loopback that keeps what it is given, for tests and the demonstration.

    smtp_server.py DIR [--port N] [--tls starttls|implicit|none --certificate PEM --key PEM]
                       [--user NAME --password WORD | --tokens KEY] [--life SECONDS] [--until-eof]
                       [--size BYTES] [--inboxes FOLDER]

Prints "port N" when it listens (a free port where none is asked for) and ends after --life seconds
(default 120), on SIGTERM, or with --until-eof when its standard input ends. Without TLS in clear only
on demand (--tls none); else AUTH PLAIN and LOGIN are asked for after TLS where a user is named, and
XOAUTH2 with tokens of token_server.py where their KEY is.

Each mail it accepts becomes DIR/0001.json (envelope: from, to, options, tls, user) and then
DIR/0001.eml (the bytes as they came, dot-stuffing undone); the .eml is complete when it is there.

A recipient NAME@copies.example is delivered into FOLDER/NAME/Maildir of --inboxes as well.

Faults are asked for in the address, as a tag after a plus: anna+rcpt550@labour.example. A number after
an x limits it to the first so many times for that address: anna+rcpt451x2@….

    mailCODE (in the sender's address), rcptCODE, dataCODE, eodCODE     answer with this code there
    droprcpt, dropdata    drop the connection at RCPT, or in the middle of the data
    dropdot, lostdot      drop after the final dot, mail kept, or mail lost
    stalldot, stallrcpt   say nothing any more
"""
import argparse
import asyncio
import base64
import collections
import hmac
import json
import os
import re
import signal
import ssl
import sys
import time

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

TAG = re.compile(r'\+([a-z]+?)(\d{3})?(?:x(\d+))?@')
EVER = 10 ** 9


class Faults:
    """Which fault an address asks for, and how often it has had it."""

    def __init__(self):
        self.had = collections.Counter()

    def code(self, address, *names):
        """The code, or True for a fault without one, where the address asks for one of names."""
        match = TAG.search(address or '')
        if not match or match.group(1) not in names:
            return None
        self.had[address] += 1
        if self.had[address] > int(match.group(3) or EVER):
            return None
        return int(match.group(2)) if match.group(2) else True


class Keeper:
    def __init__(self, directory, inboxes=None):
        self.directory, self.faults, self.inboxes = directory, Faults(), inboxes
        os.makedirs(directory, exist_ok=True)
        self.count = sum(name.endswith('.eml') for name in os.listdir(directory))

    async def handle_MAIL(self, server, session, envelope, address, options):
        code = self.faults.code(address, 'mail')
        if code:
            return f'{code} {code // 100}.1.0 sender not wanted'
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return '250 2.1.0 ok'

    async def handle_RCPT(self, server, session, envelope, address, options):
        code = self.faults.code(address, 'rcpt')
        if code:
            return f'{code} {code // 100}.1.1 no such person here'
        if self.faults.code(address, 'droprcpt'):
            return drop(server)
        if self.faults.code(address, 'stallrcpt'):
            await asyncio.sleep(EVER)
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.append(options)
        return '250 2.1.5 ok'

    async def handle_DATA(self, server, session, envelope):
        person = envelope.rcpt_tos[0] if envelope.rcpt_tos else ''
        code = self.faults.code(person, 'eod')
        if code:
            return f'{code} {code // 100}.3.0 content not wanted'
        if self.faults.code(person, 'lostdot'):
            return drop(server)
        self.keep(session, envelope)
        if self.faults.code(person, 'dropdot'):
            return drop(server)
        if self.faults.code(person, 'stalldot'):
            await asyncio.sleep(EVER)
        return f'250 2.0.0 queued as {self.count:04d}'

    def keep(self, session, envelope):
        self.count += 1
        base = os.path.join(self.directory, f'{self.count:04d}')
        user = session.auth_data.decode() if isinstance(session.auth_data, bytes) else None
        facts = {'from': envelope.mail_from, 'to': envelope.rcpt_tos,
                 'options': envelope.mail_options, 'tls': session.ssl is not None, 'user': user}
        write(base + '.json', json.dumps(facts).encode())
        write(base + '.eml', envelope.original_content)
        for address in envelope.rcpt_tos:
            name, _, domain = address.partition('@')
            if self.inboxes and domain == 'copies.example':
                self.deliver(os.path.join(self.inboxes, name, 'Maildir'), envelope)

    def deliver(self, maildir, envelope):
        name = f'{time.time_ns()}.{self.count}.relay'
        half = os.path.join(maildir, 'tmp', name)
        with open(half, 'wb') as file:
            file.write(b'Return-Path: <>\r\nReceived: by relay.example\r\n' + envelope.original_content)
        os.chmod(half, 0o644)
        os.rename(half, os.path.join(maildir, 'new', name))


class Server(SMTP):
    """aiosmtpd's, with the faults that come before its handler is asked, and access tokens."""

    tokens = None  # the key they are signed with

    async def auth_XOAUTH2(self, _, args):
        blob = base64.b64decode(args[1]) if len(args) > 1 else await self.challenge_auth('')
        said = blob.decode().split('\1')
        token = said[1].partition('auth=Bearer ')[2]
        if self.tokens and token_holds(token, self.tokens):
            return AuthResult(success=True, auth_data=said[0].partition('user=')[2].encode())
        return AuthResult(success=False, handled=False)

    async def smtp_DATA(self, arg):
        faults = self.event_handler.faults
        person = self.envelope.rcpt_tos[0] if self.envelope.rcpt_tos else ''
        code = faults.code(person, 'data')
        if code:
            await self.push(f'{code} {code // 100}.5.0 no data now')
        elif faults.code(person, 'dropdata'):
            await self.push('354 go on')
            await self._reader.readline()
            self.transport.abort()
        else:
            await super().smtp_DATA(arg)


def token_holds(token, key):
    head, _, signature = token.rpartition('.')
    good = hmac.new(key.encode(), head.encode(), 'sha256').digest()
    packed = base64.urlsafe_b64encode(good).decode().rstrip('=')
    claims = json.loads(base64.urlsafe_b64decode(head.partition('.')[2] + '==='))
    return hmac.compare_digest(packed, signature) and claims['exp'] > time.time()


def drop(server):
    server.transport.abort()
    return '421 4.3.0 gone'


def write(path, data):
    with open(path + '.part', 'wb') as file:
        file.write(data)
    os.rename(path + '.part', path)


def read_arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument('directory')
    parser.add_argument('--port', type=int, default=0)
    parser.add_argument('--tls', choices=['starttls', 'implicit', 'none'], default='starttls')
    parser.add_argument('--certificate')
    parser.add_argument('--key')
    parser.add_argument('--user')
    parser.add_argument('--password')
    parser.add_argument('--tokens')
    parser.add_argument('--life', type=float, default=120)
    parser.add_argument('--until-eof', action='store_true')
    parser.add_argument('--size', type=int, default=50_000_000)
    parser.add_argument('--inboxes')
    return parser.parse_args()


def make_server(options, keeper, context):
    def check(server, session, envelope, mechanism, data):
        good = (isinstance(data, LoginPassword) and data.login.decode() == options.user
                and data.password.decode() == options.password)
        return AuthResult(success=good, handled=False, auth_data=data.login if good else None)

    starttls = options.tls == 'starttls'
    login = bool(options.user or options.tokens)
    server = Server(keeper, hostname='relay.example', decode_data=False, enable_SMTPUTF8=True,
                    data_size_limit=options.size, tls_context=context if starttls else None,
                    require_starttls=starttls, authenticator=check if options.user else None,
                    auth_required=login, auth_require_tls=starttls,
                    auth_exclude_mechanism=('PLAIN', 'LOGIN') if options.tokens else ('XOAUTH2',))
    server.tokens = options.tokens
    return server


async def serve(options):
    keeper, context = Keeper(options.directory, options.inboxes), None
    if options.tls != 'none':
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(options.certificate, options.key)
    loop, done = asyncio.get_running_loop(), asyncio.Event()
    server = await loop.create_server(
        lambda: make_server(options, keeper, context), '127.0.0.1', options.port,
        ssl=context if options.tls == 'implicit' else None)
    loop.add_signal_handler(signal.SIGTERM, done.set)
    if options.until_eof:
        loop.add_reader(sys.stdin.fileno(),
                        lambda: None if os.read(sys.stdin.fileno(), 4096) else done.set())
    print('port', server.sockets[0].getsockname()[1], flush=True)
    try:
        await asyncio.wait_for(done.wait(), options.life)
    except asyncio.TimeoutError:
        pass
    server.close()


if __name__ == '__main__':
    import logging
    import warnings
    warnings.simplefilter('ignore')
    logging.disable(logging.CRITICAL)
    asyncio.run(serve(read_arguments()))
    os._exit(0)
