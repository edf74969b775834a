#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A certificate authority for tests and the demonstration; it is trusted by nobody else.
#
#   authority.sh DIR      makes, where they are missing, in DIR:
#     ca.pem              the authority
#     server.pem .key     a good certificate for localhost, 127.0.0.1 and ::1
#     expired.pem elsewhere.pem stranger.pem
#                         bad ones for the same key: over, for another host, by another authority
set -Eeu
umask 022
dir=$1
[ ! -f "$dir/complete" ] || exit 0
mkdir -p "$dir"
cd "$dir"

key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1"; }
authority() { # name, subject
    key "$1.key"
    openssl req -x509 -new -key "$1.key" -out "$1.pem" -days 3650 -subj "/CN=$2" \
        -addext keyUsage=critical,keyCertSign,cRLSign
}
certificate() { # name, names, authority, first day, last day
    printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth\nbasicConstraints=CA:FALSE\n' \
        "$2" >"$1.ext"
    : >index
    openssl ca -batch -notext -config ca.conf -cert "$3.pem" -keyfile "$3.key" -in server.csr \
        -out "$1.pem" -extfile "$1.ext" -startdate "$4" -enddate "$5"
}

cat >ca.conf <<'CONF'
[ca]
default_ca = default
[default]
database = index
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
CONF

exec 3>&2 >authority.log 2>&1
trap 'cat authority.log >&3' ERR
names='DNS:localhost,IP:127.0.0.1,IP:::1'
authority ca 'Test authority'
authority other 'Another authority'
key server.key
openssl req -new -key server.key -out server.csr -subj /CN=localhost
certificate server "$names" ca 20000101000000Z 20491231235959Z
certificate expired "$names" ca 20000101000000Z 20010101000000Z
certificate elsewhere DNS:elsewhere.example ca 20000101000000Z 20491231235959Z
certificate stranger "$names" other 20000101000000Z 20491231235959Z
touch complete
