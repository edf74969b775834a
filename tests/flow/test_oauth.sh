#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The whole daemon with access tokens: mailbox and relay take nothing else, and the token server's moods
# are told in plain words.
. "$(dirname "$0")/../support/flow.sh"
mail=$top/tests/demo/mail
key=a-key-for-tests
flow_prepare_dovecot() {
    mkdir -p "$dir/keys/default/HS256" && printf %s "$key" | base64 >"$dir/keys/default/HS256/default"
    chmod -R a+rX "$dir/keys"
    printf '%s\n' 'introspection_mode = local' "local_validation_key_dict = fs:posix:prefix=$dir/keys/" \
        'username_attribute = email' 'active_attribute =' 'active_value =' >"$dir/oauth2.conf"
    cat >"$dir/extra.conf" <<CONF
auth_mechanisms = plain xoauth2 oauthbearer
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = $dir/oauth2.conf
}
CONF
}
smtp_options=(--tokens "$key")
flow_start
/usr/bin/python3 "$support/token_server.py" "$dir" --certificate "$dir/tls/server.pem" --key "$dir/tls/server.key" \
    --tokens "$key" >"$dir/token.log" 2>&1 &
token_server=$!
trap 'kill $token_server; flow_stop' EXIT
within says "$dir/token.log" ^port
token_url="https://localhost:$(cut -d' ' -f2 "$dir/token.log")/token"

secret() { (umask 077 && printf '%s\n' "$2" >"$dir/$1"); }
oauth() { # the members' settings
    fresh
    cat >>"$dir/circulard.conf" <<CONF
oauth = ( { name = "provider"; $1 } );
CONF
    sed -i "s#password_file = \"[^\"]*\";#oauth = \"provider\";#" "$dir/circulard.conf"
}
fresh() { rm -rf "$dir/state" "$dir/log" "$dir/answer" "$dir/forms" "$dir/sent"/*; write_conf; }
log_says() { holds "$(cat "$dir/log")" "$1"; }
refused() { ! "$@"; }
forms() { wc -l <"$dir/forms"; }
server="token_url = \"$token_url\"; client_id = \"app\"; ca_file = \"$dir/tls/ca.pem\";"
own="$server secret_file = \"$dir/client\"; scope = \"mail/.default\";"
for_person="$server secret_file = \"$dir/client\"; refresh_token_file = \"$dir/refresh\";"
secret client app-secret
secret refresh refresh-0
deliver "$mail/1-article-22.eml"

oauth "$own"
once 2026-03-12T09:00:00Z
check "client credentials: the pass succeeds" test $? -eq 0
check "... the mail is taken" same "$(register "SELECT count(*) FROM matters")" "1"
check "... reminders leave through the relay" same "$(sent | wc -l)" "2"
check "... one token serves both" same "$(forms)" "1"
check "... in the form that is asked for" holds "$(cat "$dir/forms")" '"grant_type": "client_credentials"'
check "no secret is in the log" refused grep -qE "app-secret|eyJ" "$dir/log"
check "when the token server's certificate ends is known" \
    holds "$("$B/circularctl" status --json -c "$dir/circulard.conf" --now 2026-03-12T09:01:00Z)" \
    "{\"server\": \"$token_url\", \"ends\": \"2050-01-01\""

oauth "$for_person"
once 2026-03-12T09:00:00Z
check "refresh token: the pass succeeds" test $? -eq 0
check "... the new refresh token is kept" grep -q refresh-1 "$dir/state/oauth-provider"
check "... and nobody else can read it" same "$(stat -c %a "$dir/state/oauth-provider")" "600"
once 2026-03-12T09:30:00Z
check "... it is the one that is used" test $? -eq 0
check "... and replaced in its turn" grep -q refresh-2 "$dir/state/oauth-provider"
secret refresh refresh-2
rm "$dir/state/register.db"
once 2026-03-12T10:00:00Z
check "one that the administrator puts in goes first" test $? -eq 0
check "... no token is in the log" refused grep -qE "refresh-[0-9]|eyJ" "$dir/log"

secret refresh refresh-1
once 2026-03-12T11:00:00Z
check "a refresh token that is dead makes the pass fail" test $? -ne 0
check "... says what to do" log_says "log in once more and put the new one into the file of refresh_token_file"
check "... also in the status" \
    holds "$("$B/circularctl" status -c "$dir/circulard.conf" --now 2026-03-12T11:01:00Z | tr -s ' \n' ' ')" "login provider: the provider does not take the refresh token any more"

oauth "$own"
printf '401\n{"error":"invalid_client","error_description":"AADSTS7000222: The provided client secret keys are expired."}' >"$dir/answer"
once 2026-03-12T09:00:00Z
check "an expired secret is told" log_says "mailbox inbox: login provider: the client secret has expired"
check "... and asked for once" same "$(forms)" "1"
rm "$dir/answer"

oauth "$own expires = \"2026-04-10\";"
for day in 03-01 03-12 03-13 03-28 04-05; do once "2026-${day}T09:00:00Z"; done
check "the end of a login is told 30, 14 and 7 days ahead, once each" \
    same "$(sent | grep -c "anna.*Ends on 10 April 2026")" "3"
status=$("$B/circularctl" status -c "$dir/circulard.conf" --now 2026-03-20T09:00:00Z)
check "... by the status too, which is not well" holds "$(tr -s ' \n' ' ' <<<"$status")" "provider: ends on 2026-04-10, in 21 days"
check "... and by its JSON" holds "$("$B/circularctl" status --json -c "$dir/circulard.conf" --now 2026-03-20T09:00:00Z)" \
    '"logins": [{"name": "provider", "ends": "2026-04-10", "days_left": 21}]'

oauth "$own"
sed -i 's#imaps://localhost:[0-9]*#imaps://localhost:1#' "$dir/circulard.conf"
once 2026-03-12T09:00:00Z
once 2026-03-12T10:30:00Z
check "an alarm too leaves through a relay that takes tokens alone" holds "$(sent)" "TROUBLE: mailbox inbox"
printf '401\n{"error":"invalid_client","error_description":"AADSTS7000222: The provided client secret keys are expired."}' >"$dir/answer"
once 2026-03-14T10:30:00Z
check "... where there is none to be had, the log says so" \
    log_says "alarm mail to anna@ministry.example: not sent: login provider: the client secret has expired"
rm "$dir/answer"

cat >"$dir/print-token" <<SCRIPT
#!/usr/bin/python3
import sys
sys.argv[1:] = ["$dir", "--user", "inbox"]
source = open("$support/token_server.py").read().split("class Handler")[0]
exec(source)
now = int(time.time())
print(sign({"iat": now - 5, "nbf": now - 5, "exp": now + 600, "sub": "app", "email": "inbox"}, "$key"))
SCRIPT
chmod 755 "$dir/print-token"
oauth "command = ( \"$dir/print-token\" );"
once 2026-03-12T09:00:00Z
check "a command's token is good" test $? -eq 0
check "... the mail is taken" same "$(register "SELECT count(*) FROM matters")" "1"
oauth "command = ( \"/bin/false\" );"
once 2026-03-12T09:00:00Z
check "a command that fails is told" log_says "the token command /bin/false exited with"
oauth "command = ( \"$dir/none\" );"
once 2026-03-12T09:00:00Z
check "a command that is not there is told" log_says "the token command $dir/none cannot be run"

oauth "$own"
printf '200\n{"token_type":"Bearer","expires_in":3600,"access_token":"not-a-good-one"}' >"$dir/answer"
once 2026-03-12T09:00:00Z
check "a token that the mail server refuses is told" log_says "refused the access token for inbox"
finish
