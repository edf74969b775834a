#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An OAuth 2.0 token server on loopback, over TLS, for tests.

    token_server.py DIR --certificate PEM --key PEM --tokens KEY [--user NAME] [--life SECONDS]

Prints "port N". Gives access tokens (JWT, HS256 under KEY, for --user) for the client "app" with the
secret "app-secret", or for a refresh token: the first is "refresh-0", and each use ends it and gives
the next. Forms are written to DIR/forms, one a line. While DIR/answer exists, its first line
is the status and the rest the body of every answer. DIR/valid, where it exists, holds the seconds that
tokens are good for (3600).
"""
import argparse
import base64
import hmac
import http.server
import json
import os
import ssl
import threading
import time
import urllib.parse


def packed(data):
    return base64.urlsafe_b64encode(data).decode().rstrip('=')


def sign(claims, key):
    head = packed(json.dumps({'alg': 'HS256', 'typ': 'JWT'}).encode()) + '.' + packed(json.dumps(claims).encode())
    return head + '.' + packed(hmac.new(key.encode(), head.encode(), 'sha256').digest())


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_POST(self):
        body = self.rfile.read(int(self.headers['Content-Length'])).decode()
        form = dict(urllib.parse.parse_qsl(body))
        with open(f'{options.directory}/forms', 'a', encoding='utf-8') as file:
            file.write(json.dumps(form) + '\n')
        status, answer = self.answer(form)
        self.send_response(status)
        self.send_header('Content-Type', 'application/json')
        self.send_header('Content-Length', str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def answer(self, form):
        scripted = f'{options.directory}/answer'
        if os.path.exists(scripted):
            with open(scripted, 'rb') as file:
                status, _, rest = file.read().partition(b'\n')
            return int(status), rest
        if form.get('client_id') != 'app' or form.get('client_secret') != 'app-secret':
            return 401, b'{"error":"invalid_client"}'
        more = {}
        if form['grant_type'] == 'refresh_token':
            if form['refresh_token'] != f'refresh-{self.server.uses}':
                return 400, b'{"error":"invalid_grant"}'
            self.server.uses += 1
            more = {'refresh_token': f'refresh-{self.server.uses}', 'refresh_token_expires_in': 20 * 86400}
        try:
            with open(f'{options.directory}/valid', encoding='ascii') as file:
                valid = int(file.read())
        except FileNotFoundError:
            valid = 3600
        now = int(time.time())
        self.server.tokens += 1
        token = sign({'iat': now - 5, 'nbf': now - 5, 'exp': now + valid, 'sub': 'app', 'email': options.user,
                      'jti': self.server.tokens}, options.tokens)
        return 200, json.dumps({'token_type': 'Bearer', 'expires_in': valid, 'access_token': token, **more}).encode()


parser = argparse.ArgumentParser()
parser.add_argument('directory')
parser.add_argument('--certificate')
parser.add_argument('--key')
parser.add_argument('--tokens')
parser.add_argument('--user', default='inbox')
parser.add_argument('--life', type=float, default=300)
options = parser.parse_args()
server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
server.uses = server.tokens = 0
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(options.certificate, options.key)
server.socket = context.wrap_socket(server.socket, server_side=True)
threading.Timer(options.life, lambda: os._exit(0)).start()
print('port', server.server_address[1], flush=True)
server.serve_forever()
