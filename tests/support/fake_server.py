#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mail servers that misbehave as they are told, on loopback, for tests.

    fake_server.py TLS_DIR          TLS_DIR as made by authority.sh

reads one order a line and answers each with one line; ends when standard input ends:

    listen imap|smtp WORD…          a new server; answers its port
    heard PORT                      what clients sent to it after securing the connection, as JSON
    clear PORT                      what was sent in clear, as JSON

WORDs are `name` or `name=value`. Connection: `tls` at once, else STARTTLS; certificate=server|
expired|elsewhere|stranger, and those that plain() and Imap and Smtp below look up.
"""
import base64
import json
import re
import socket
import ssl
import sys
import threading
import time


class Gone(Exception):
    pass


class Peer:
    """One client: lines in, bytes out, with the faults that concern every protocol."""

    def __init__(self, server, sock):
        self.server, self.sock = server, sock
        self.words = server.words
        self.secure = False
        self.buffer = b''
        self.budget = None  # bytes until the connection is dropped

    def start_tls(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        name = self.words.get('certificate', 'server')
        context.load_cert_chain(f'{self.server.tls}/{name}.pem', f'{self.server.tls}/server.key')
        if 'tls1.1' in self.words:
            context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
            context.set_ciphers('ALL:@SECLEVEL=0')
        self.sock = context.wrap_socket(self.sock, server_side=True)
        self.secure = True

    def send(self, data):
        if isinstance(data, str):
            data = data.encode()
        if self.budget is not None:
            data, rest = data[:self.budget], data[self.budget:]
            self.budget -= len(data)
            self.sock.sendall(data)
            if rest or self.budget == 0:
                raise Gone
            return
        step = int(self.words.get('step', 0)) if self.secure else 0
        if not step:
            self.sock.sendall(data)
        for i in range(0, len(data) if step else 0, step or 1):
            self.sock.sendall(data[i:i + step])

    def read_line(self):
        while b'\n' not in self.buffer:
            more = self.sock.recv(65536)
            if not more:
                raise Gone
            self.buffer += more
        line, _, self.buffer = self.buffer.partition(b'\n')
        text = line.decode('utf-8', 'replace').rstrip('\r')
        (self.server.heard if self.secure else self.server.clear).append(text)
        return text

    def wait(self):
        time.sleep(60)
        raise Gone

    def drip(self, data):
        for byte in data.encode():
            self.sock.sendall(bytes([byte]))
            time.sleep(0.1)


def given(argument):
    """User name and password of a SASL PLAIN response."""
    _, user, password = base64.b64decode(argument).decode().split('\0')
    return user, password


class Smtp(Peer):
    def talk(self):
        w = self.words
        if 'silent' in w:
            self.wait()
        if 'greeting' in w:
            self.send(w['greeting'].replace('_', ' ') + '\r\n')
            raise Gone
        self.send('220 fake.example ready\r\n')
        while True:
            line = self.read_line()
            verb, _, rest = line.partition(' ')
            verb = verb.upper()
            if verb == 'EHLO':
                self.send('250-fake.example\r\n')
                if not self.secure and 'nostarttls' not in w:
                    self.send('250-STARTTLS\r\n')
                if self.secure and 'noauth' not in w:
                    self.send(f'250-AUTH {w.get("auth", "PLAIN,LOGIN").replace(",", " ")}\r\n')
                self.send('250 8BITMIME\r\n')
            elif verb == 'STARTTLS':
                self.send('220 go on\r\n')
                self.start_tls()
            elif verb == 'AUTH':
                words = rest.split(' ')
                if len(words) == 1:
                    self.send('334 \r\n')
                    words.append(self.read_line())
                if 'login' in w:
                    self.send(w['login'].replace('_', ' ') + '\r\n')
                elif given(words[1]) == ('alice', 'secret'):
                    self.send('235 2.7.0 in\r\n')
                else:
                    self.send(f'535 5.7.8 not with {given(words[1])[1]}\r\n')
            elif verb == 'LONG':
                self.send('250 ' + 'x' * int(rest) + '\r\n')
            elif verb == 'HANGUP':
                raise Gone
            elif verb == 'QUIT':
                self.send('221 bye\r\n')
                raise Gone
            else:
                self.send(f'250 {verb}\r\n')


class Imap(Peer):
    def talk(self):
        w = self.words
        if 'silent' in w:
            self.wait()
        if 'drip' in w:
            self.drip('* OK ' + 'x' * 1000)
        if 'greeting' in w:
            self.send(w['greeting'].replace('_', ' ') + '\r\n')
            if 'stay' not in w:
                raise Gone
        else:
            self.send('* OK fake ready\r\n')
        while True:
            tag, _, rest = self.read_line().partition(' ')
            verb, _, rest = rest.partition(' ')
            getattr(self, 'do_' + verb.lower(), self.unknown)(tag, rest)

    def unknown(self, tag, rest):
        self.send(f'{tag} BAD what\r\n')

    def do_capability(self, tag, rest):
        w = self.words
        offers = ['IMAP4rev1']
        if not self.secure:
            offers += ['LOGINDISABLED'] + ([] if 'nostarttls' in w else ['STARTTLS'])
        else:
            offers += w.get('offers', 'AUTH=PLAIN,SASL-IR').split(',')
        self.send(f'* CAPABILITY {" ".join(offers)}\r\n{tag} OK done\r\n')

    def do_starttls(self, tag, rest):
        if 'starttlsno' in self.words:
            self.send(f'{tag} NO not now\r\n')
            return
        self.send(f'{tag} OK go\r\n' + ('A003 OK forged\r\n' if 'inject' in self.words else ''))
        self.start_tls()

    def do_authenticate(self, tag, rest):
        words = rest.split(' ')
        if len(words) == 1:
            self.send('+ \r\n')
            words.append(self.read_line())
        self.check(tag, *given(words[1]))

    def do_login(self, tag, rest):
        self.check(tag, *[word.strip('"') for word in rest.split(' ')])

    def check(self, tag, user, password):
        w = self.words
        if 'login' in w:
            self.send(w['login'].replace('_', ' ').replace('TAG', tag) + '\r\n')
            if w['login'].startswith('*'):
                raise Gone
        elif (user, password) == ('alice', 'secret'):
            self.send(f'{tag} OK in\r\n')
            if 'chatty' in w:
                self.send('* OK [ALERT] one more thing\r\n* OK ha')
                self.send('lf a line\r\n')
        else:
            self.send(f'{tag} NO [AUTHENTICATIONFAILED] not with {password}\r\n')

    def do_noop(self, tag, rest):
        self.send(f'{tag} OK done\r\n')

    def do_long(self, tag, rest):
        self.send('* ' + 'x' * (int(rest) - 2) + '\r\n')

    def do_literal(self, tag, rest):
        self.send(f'* {{{rest}}}\r\n' + 'y' * int(rest) + f'\r\n{tag} OK done\r\n')

    def do_hangup(self, tag, rest):
        raise Gone

    def do_trickle(self, tag, rest):
        self.drip('* ' + 'x' * 1000)

    def do_mute(self, tag, rest):
        self.wait()


class Server:
    def __init__(self, tls, kind, words):
        self.tls, self.words = tls, words
        self.kind = {'imap': Imap, 'smtp': Smtp}[kind]
        self.heard, self.clear = [], []
        self.state = {}
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            sock, _ = self.listener.accept()
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.settimeout(60)
            threading.Thread(target=self.serve, args=(sock,), daemon=True).start()

    def serve(self, sock):
        peer = self.kind(self, sock)
        try:
            if 'tls' in self.words:
                peer.start_tls()
            peer.talk()
        except (Gone, OSError, ssl.SSLError, ValueError):
            pass
        try:
            peer.sock.close()
        except OSError:
            pass


def main():
    servers = {}
    for order in sys.stdin:
        verb, *rest = order.split()
        if verb == 'listen':
            words = dict((w.partition('=')[::2]) for w in rest[1:])
            server = Server(sys.argv[1], rest[0], words)
            servers[server.port] = server
            answer = server.port
        else:
            answer = json.dumps(getattr(servers[int(rest[0])], verb))
        print(answer, flush=True)


main()
