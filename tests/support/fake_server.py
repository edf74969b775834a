#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mail servers that misbehave as they are told, on loopback, for tests.

    fake_server.py TLS_DIR          TLS_DIR as made by authority.sh

reads one order a line and answers each with one line; ends when standard input ends:

    listen imap|smtp|mailbox|token|proxy WORD…  a new server; answers its port
    heard PORT                      what clients sent to it after securing the connection, as JSON
    clear PORT                      what was sent in clear, as JSON

WORDs are `name` or `name=value`. Connection: `ipv6`; `tls` at once, else STARTTLS; certificate=server|
expired|elsewhere|stranger, and those that Smtp, Imap and Mailbox below look up. Mailbox: mails=N
(1), validity=V (7), offers=ESEARCH, idle=MOOD, wobble: other sizes in each session, and fault=NAME at uid=K for
the first times=T occasions. Token: an
HTTPS server that answers each form with status=N type=T body64=B header64=H; see Token.
"""
import base64
import json
import re
import socket
import ssl
import sys
import threading
import time


LISTENERS_MAX = 100  # the oldest is closed when there is one more


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


def check_token(peer, mechanism, argument):
    """Is it the token of alice, as XOAUTH2 or OAUTHBEARER packs it?"""
    said = base64.b64decode(argument).decode()
    host = f'\1host=127.0.0.1\1port={peer.server.port}\1'
    return said == {'XOAUTH2': 'user=alice\1auth=Bearer good-token\1\1',
                    'OAUTHBEARER': f'n,a=alice,{host}auth=Bearer good-token\1\1'}[mechanism]


CHALLENGE = base64.b64encode(b'{"status":"invalid_token","schemes":"bearer","scope":"mail"}').decode()


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
                elif words[0] in ('XOAUTH2', 'OAUTHBEARER'):
                    if check_token(self, words[0], words[1]):
                        self.send('235 2.7.0 in\r\n')
                        continue
                    self.send(f'334 {CHALLENGE}\r\n')
                    self.read_line()
                    self.send('535 5.7.8 no\r\n')
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
        if words[0] not in ('XOAUTH2', 'OAUTHBEARER'):
            self.check(tag, *given(words[1]))
        elif 'login' in self.words:
            self.check(tag, '', words[1])
        elif check_token(self, words[0], words[1]):
            self.send(f'{tag} OK in\r\n')
        else:
            self.send(f'+ {CHALLENGE}\r\n')
            self.read_line()
            self.send(f'{tag} NO [AUTHENTICATIONFAILED] no\r\n')

    def do_login(self, tag, rest):
        self.check(tag, *[word.strip('"') for word in rest.split(' ')])

    def check(self, tag, user, password):
        w = self.words
        if 'login' in w:
            self.send(w['login'].replace('_', ' ').replace('TAG', tag).replace('GIVEN', password) + '\r\n')
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


def text_of(uid):
    """The mail of a UID: full of what a careless reader would take for answers."""
    return (f'Subject: mail {uid}\r\n\r\n)\r\nc{uid} OK done\r\n* {uid} EXPUNGE\r\n* BYE {{9}}\r\n'
            + 'x' * (uid % 50 * 17)).encode()


def members(set_, most):
    for part in set_.split(','):
        first, _, last = part.partition(':')
        last = last or first
        yield from range(int(first), (most if last == '*' else int(last)) + 1)


def literal(data):
    return b'{%d}\r\n' % len(data) + data


class Mailbox(Imap):
    """An IMAP server with a mailbox, after the login. Faults strike at the mail uid=K."""

    def strike(self, *names):
        """Is it the time for one of these faults?"""
        w, state = self.words, self.server.state
        if w.get('fault') not in names or state.get('struck', 0) >= int(w.get('times', 1 << 30)):
            return False
        state['struck'] = state.get('struck', 0) + 1
        return True

    def bad_uid(self):
        return int(self.words.get('uid', 0))

    def uids(self):
        gone = self.server.state.setdefault('gone', set())
        step = int(self.words.get('sparse', 1))
        return [i * step for i in range(1, int(self.words.get('mails', 1)) + 1)
                if i * step not in gone]

    def do_logout(self, tag, rest):
        self.send(f'* BYE\r\n{tag} OK\r\n')
        raise Gone

    def do_list(self, tag, rest):
        self.send('* LIST () "." INBOX\r\n* LIST () "." "Saabunud.&ANU-"\r\n'
                  f'* LIST (\\Noselect) "." {{3}}\r\na"b\r\n{tag} OK done\r\n')

    def do_examine(self, tag, rest):
        w = self.words
        self.server.state['examined'] = self.server.state.get('examined', 0) + 1
        self.view = self.uids()
        self.places = {uid: n for n, uid in enumerate(self.view, 1)}
        if 'noexamine' in w:
            self.send(f'{tag} {w["noexamine"].replace("_", " ")}\r\n')
            return
        validity = int(w.get('validity', 7))
        if 'renumber' in w:  # at each EXAMINE
            validity += self.server.state['examined']
        self.send(f'* FLAGS (\\Seen)\r\n* {w.get("exists", len(self.view))} EXISTS\r\n* 0 RECENT\r\n')
        if 'novalidity' not in w:
            self.send(f'* OK [UIDVALIDITY {validity}] valid\r\n')
        if 'nonext' not in w:
            self.send(f'* OK [UIDNEXT {(self.view or [0])[-1] + 1}] next\r\n')
        self.send(f'{tag} OK [READ-ONLY] done\r\n')

    def do_idle(self, tag, rest):
        mood = self.words.get('idle', 'silent')
        if mood == 'no':
            self.send(f'{tag} NO [SERVERBUG] no such thing\r\n')
            return
        if mood == 'done':
            self.send(f'{tag} OK done at once\r\n')
            return
        if mood == 'mute':
            self.wait()
        self.send('* 1 EXISTS\r\n+ idling\r\n' if mood == 'early' else '+ idling\r\n')
        if mood == 'drop':
            time.sleep(0.1)
            raise Gone
        if mood == 'bye':
            self.send('* BYE too long\r\n')
            raise Gone
        if mood == 'cut':
            self.send('* 2 EXI')
            raise Gone
        if mood == 'end':
            self.send(f'{tag} OK enough\r\n')
        if mood in ('chat', 'news'):
            self.send('* OK Still here\r\n* 1 FETCH (FLAGS (\\Seen))\r\n* 0 RECENT\r\n')
        if mood == 'news':
            time.sleep(0.1)
            self.send('* 2 EXISTS\r\n')
        if mood == 'flood':
            self.send('* OK Still here\r\n' * 20000)
        line = self.read_line()
        if line.upper() != 'DONE':
            self.send(f'{tag} BAD {line}\r\n')
        else:
            self.send(('* 3 EXISTS\r\n' if mood == 'last' else '') + f'{tag} OK over\r\n')

    def do_uid(self, tag, rest):
        verb, _, rest = rest.partition(' ')
        {'SEARCH': self.search, 'FETCH': self.fetch}[verb](tag, rest)

    def search(self, tag, rest):
        w = self.words
        match = re.fullmatch(r'(RETURN \(ALL\) )?(UID )?([0-9:,]+)( SINCE .*)?', rest)
        extended, by_uid, set_, since = match.groups()
        wanted = set(members(set_, len(self.view)))
        found = [uid for n, uid in enumerate(self.view, 1)
                 if (uid if by_uid else n) in wanted and uid not in self.server.state['gone']]
        if since:
            found = [uid for uid in found if uid > len(self.view) // 2]
        if self.strike('unlisted'):
            found = [uid for uid in found if uid != self.bad_uid()]
        if self.strike('search-no'):
            self.send(f'{tag} NO [SERVERBUG] cannot\r\n')
            return
        if self.strike('search-bye'):
            self.send('* SEARCH 1 2\r\n* BYE restart\r\n')
            raise Gone
        if self.strike('search-many'):
            found = list(range(1, 100000))
        if extended:
            text = ','.join(map(str, found))
            self.send(f'* ESEARCH (TAG "{tag}") UID{" ALL " + text if found else ""}\r\n')
        else:
            self.send('* SEARCH' + ''.join(f' {uid}' for uid in found) + '\r\n')
        if self.strike('expunge-between'):  # mails 1 and 2 leave while the list is read
            self.server.state['gone'] |= {1, 2}
            self.view = [uid for uid in self.view if uid > 2]
            self.places = {uid: n for n, uid in enumerate(self.view, 1)}
            self.send('* 1 EXPUNGE\r\n* 1 EXPUNGE\r\n')
        self.send(f'{tag} OK done\r\n')

    def answer(self, uid, *items):
        number = self.places.get(uid, 1)
        items = b' '.join(item if isinstance(item, bytes) else item.encode() for item in items)
        self.send(b'* %d FETCH (%s)\r\n' % (number, items))

    def fetch(self, tag, rest):
        set_, _, items = rest.partition(' ')
        uids = [uid for uid in members(set_, 1 << 32)
                if uid in self.places and uid not in self.server.state['gone']]
        body, size = 'BODY.PEEK[]' in items, 'RFC822.SIZE' in items
        if 'drop' in self.words and body and self.strike(self.words.get('fault')):
            self.budget = int(self.words['drop'])
        for uid in uids:
            if uid != self.bad_uid() or not self.fault(tag, uid, size, body):
                self.plain(uid, size, body)
        end = self.ending if hasattr(self, 'ending') else 'OK done'
        self.ending = 'OK done'
        self.send(f'{tag} {end}\r\n')

    def plain(self, uid, size, body, text=None, announced=None):
        text = text_of(uid) if text is None else text
        announced = len(text) if announced is None else announced
        if 'wobble' in self.words:
            announced += self.server.state['examined']
        items = [f'UID {uid}']
        if size:
            items += [f'RFC822.SIZE {announced}', 'INTERNALDATE "17-Jul-2025 02:44:25 +0300"']
        if body:
            items += [b'BODY[] ' + literal(text)]
        self.answer(uid, *items)

    def fault(self, tag, uid, size, body):
        """Answers wrongly for uid; False: no fault now."""
        text = text_of(uid)
        if size and not body:
            if self.strike('huge'):
                self.plain(uid, True, False, announced=60 * 1024 * 1024)
            elif self.strike('size-off', 'size-flip', 'size-zero'):
                self.plain(uid, True, False, announced=len(text) + 5)
            elif self.strike('sizes-no'):
                self.ending = 'NO cannot stat'
            elif self.strike('sizes-skip', 'gone'):
                if self.words['fault'] == 'gone':
                    self.server.state['gone'].add(uid)
            elif self.strike('sizes-bye'):
                self.send('* BYE now\r\n')
                raise Gone
            else:
                return False
            return True
        name = self.words.get('fault', '')
        bodies = {
            'nil': b'NIL', 'quoted': b'"Subject: \\"short\\"  {5}"', 'zero': b'{0}\r\n',
            'negative': b'{-5}\r\n', 'absurd': b'{99999999999999999999}\r\n',
            'longer': b'{5}\r\n' + text, 'atom': b'hello', 'shorter': b'{%d}\r\n' % (len(text) + 9) + text,
        }
        if name == 'size-off':
            self.plain(uid, size, True, announced=len(text) + 5)
        elif name == 'size-zero':
            self.plain(uid, size, True, b'', len(text) + 5)
        elif name == 'size-flip':
            self.server.state['flips'] = self.server.state.get('flips', 0) + 1
            self.plain(uid, size, True, b'Subject: %d\r\n\r\n' % self.server.state['flips'], 1)
        elif name in bodies and self.strike(name):
            announced = 21 if name == 'quoted' else len(text)
            self.answer(uid, f'UID {uid} RFC822.SIZE {announced}', b'BODY[] ' + bodies[name])
        elif self.strike('wrong-uid'):
            self.answer(uid, f'UID {uid + 1000}', b'BODY[] ' + literal(text_of(uid + 1000)))
        elif self.strike('other-uid'):
            self.answer(uid, 'UID 1', b'BODY[] ' + literal(text))
        elif self.strike('no-uid'):
            self.answer(uid, b'BODY[] ' + literal(text))
        elif self.strike('twice'):
            self.plain(uid, size, True)
            self.plain(uid, size, True)
        elif self.strike('twice-differ'):
            self.plain(uid, size, True)
            self.plain(uid, size, True, text_of(uid + 1000)[:len(text)].ljust(len(text)))
        elif self.strike('chatter'):
            self.send('* OK [ALERT] hello {5}\r\n* 2 FETCH (FLAGS (\\Seen))\r\n* 99 EXISTS\r\n'
                      f'* 1 FETCH (FLAGS (\\Deleted) UID {uid})\r\n* 1 EXPUNGE\r\n* 0 RECENT\r\n')
            self.answer(uid, 'FLAGS (\\Seen $a)', b'BODY[] ' + literal(text), f'UID {uid}',
                        'MODSEQ (5)')
            self.send('* 98 EXISTS\r\n* NO [ALERT] full\r\n')
        elif self.strike('refuse'):
            self.ending = 'NO cannot read it'
        elif self.strike('bad'):
            self.ending = 'BAD what'
        elif self.strike('limit'):
            self.ending = 'NO [LIMIT] later'
        elif self.strike('bye'):
            self.send('* BYE restart\r\n')
            raise Gone
        elif self.strike('cut'):
            self.send(b'* 1 FETCH (UID %d BODY[] {%d}\r\n' % (uid, len(text)) + text[:20])
            raise Gone
        elif self.strike('stall'):
            self.send(b'* 1 FETCH (UID %d BODY[] {%d}\r\n' % (uid, len(text)) + text[:20])
            self.wait()
        elif self.strike('endless'):
            while True:
                self.send('* 9 EXISTS\r\n')
                time.sleep(0.01)
        elif self.strike('lie'):  # a small size announced, and then a text over every cap
            self.answer(uid, f'UID {uid}', b'BODY[] ' + literal(b'z' * (50 * 1024 * 1024 + 1)))
        elif self.strike('skip'):
            pass
        else:
            return False
        return True


class Token(Peer):
    """A token server: one answer to each form. `nothing`: closes instead; `short`: closes in the middle;
    `plain`: speaks something else; `many=N`: N bytes more than it was asked for."""

    def talk(self):
        w = self.words
        while True:
            length = 0
            self.server.heard.append(self.read_line_unheard())
            while True:
                line = self.read_line_unheard()
                if not line:
                    break
                name, _, value = line.partition(':')
                if name.lower() == 'content-length':
                    length = int(value)
            while len(self.buffer) < length:
                more = self.sock.recv(65536)
                if not more:
                    raise Gone
                self.buffer += more
            body, self.buffer = self.buffer[:length], self.buffer[length:]
            self.server.heard.append(body.decode('utf-8', 'replace'))
            if 'silent' in w:
                self.wait()
            if 'nothing' in w:
                raise Gone
            if 'plain' in w:
                self.send('* OK IMAP4rev1 ready\r\n')
                raise Gone
            self.answer(base64.b64decode(w.get('body64', '')) + b'x' * int(w.get('many', 0)))

    def read_line_unheard(self):
        line = self.read_line()
        self.server.heard.pop()
        return line

    def answer(self, body):
        w = self.words
        length = len(body) + (100 if 'short' in w else 0)
        self.send(f'HTTP/1.1 {w.get("status", "200")} Whatever\r\nContent-Length: {length}\r\n'
                  f'Content-Type: {w.get("type", "application/json;charset=utf-8")}\r\n')
        for header in base64.b64decode(w.get('header64', '')).decode().splitlines():
            self.send(header + '\r\n')
        self.send(b'\r\n' + body)
        if 'short' in w:
            raise Gone


class Proxy(Peer):
    """An HTTP proxy that tunnels (CONNECT); `refuse`: it does not."""

    def talk(self):
        order = self.read_line()
        self.server.heard.append(order)
        while self.read_line():
            pass
        if 'refuse' in self.words:
            self.send('HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n')
            raise Gone
        host, _, port = order.split(' ')[1].rpartition(':')
        far = socket.create_connection((host, int(port)))
        self.send('HTTP/1.1 200 Go on\r\n\r\n')
        threading.Thread(target=self.carry, args=(far, self.sock), daemon=True).start()
        self.carry(self.sock, far)

    @staticmethod
    def carry(source, target):
        try:
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass


class Server:
    def __init__(self, tls, kind, words):
        self.tls, self.words = tls, words
        self.kind = {'imap': Imap, 'smtp': Smtp, 'mailbox': Mailbox, 'token': Token, 'proxy': Proxy}[kind]
        self.heard, self.clear = [], []
        self.state = {'gone': set()}
        six = 'ipv6' in words
        self.listener = socket.create_server(
            ('::1' if six else '127.0.0.1', 0),
            family=socket.AF_INET6 if six else socket.AF_INET)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def close(self):
        self.listener.shutdown(socket.SHUT_RDWR)  # which wakes accept()
        self.listener.close()

    def accept(self):
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.settimeout(60)
            threading.Thread(target=self.serve, args=(sock,), daemon=True).start()

    def serve(self, sock):
        peer = self.kind(self, sock)
        try:
            if 'hangup' in self.words:
                raise Gone
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
            servers.pop(server.port, None)
            servers[server.port] = server
            if len(servers) > LISTENERS_MAX:
                servers.pop(next(iter(servers))).close()
            answer = server.port
        else:
            answer = json.dumps(getattr(servers[int(rest[0])], verb))
        print(answer, flush=True)


main()
