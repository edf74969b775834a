/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes seeds that no file holds: findings as they travel, in a frame and bare; server responses.
 *
 *     seeds wire|imap FOLDER */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/channel.h"
#include "finding.h"
#include "message.h"
#include "../support/letter.h"

static const char *const letters[] = {
    "ref ACD 7 (2024) | date 2025-07-11 | subject Reports | id a@b.example | instrument C087"
    " | ask send a report by 16 September 2025 | due 2025-09-16 | back 2025-08-31 | unread annex.pdf",
    "news | subject Week | country BY", "lang fr | ask répondre | before 2025-10-01 | case 2090 | kind article-22"};

static const char *const responses[] = {
    "* OK [CAPABILITY IMAP4rev1 ESEARCH] ready\r\nc1 OK [UIDNEXT 4392] done\r\n",
    "* 12 EXISTS\r\n* OK [UIDVALIDITY 7] good\r\n* SEARCH 1 2 3 7\r\nc1 OK done\r\n",
    "* ESEARCH (TAG \"c1\") UID COUNT 5 ALL 1:4,9\r\nc1 OK done\r\n",
    "* 1 FETCH (UID 7 RFC822.SIZE 5 INTERNALDATE \"15-Jul-2025 10:00:00 +0200\" BODY[] {5}\r\nhello)\r\n",
    "* 1 FETCH (FLAGS (\\Seen (a)) UID 7 MODSEQ (12) X NIL BODY[] \"h\\\"i\" Y \"z\")\r\n",
    "+ go on\r\n* BYE too many\r\n* LIST (\\HasNoChildren) \"/\" \"INBOX\"\r\nc2 NO [AUTHENTICATIONFAILED] no\r\n",
    "* 2 FETCH (UID 8 BODY[] {5000}\r\nhello"};

static void write_seed(const char *folder, guint number, const char *kind, const void *bytes, gsize length)
{
    g_autofree char *path = g_strdup_printf("%s/%s-%u", folder, kind, number);
    if (!g_file_set_contents(path, bytes, (gssize)length, NULL))
        g_error("%s cannot be written", path);
}

static void write_frame(const char *folder, guint number, GVariant *value)
{
    int ends[2];
    char frame[60 * 1024] = {1};
    if (!channel_pair(ends, NULL))
        g_error("no socket");
    AUTO(channel) *channel = channel_new(ends[0], message_forms, MESSAGES);
    channel_send(channel, MESSAGE_FINDINGS, g_variant_new_variant(value), -1, NULL);
    ssize_t length = recv(ends[1], frame + 1, sizeof frame - 1, 0);
    close(ends[1]);
    write_seed(folder, number, "frame", frame, (gsize)length + 1);
}

static void write_wire(const char *folder)
{
    for (guint i = 0; i < G_N_ELEMENTS(letters); i++) {
        LETTER *letter = letter_from_line(letters[i]);
        g_autoptr(GVariant) value = g_variant_ref_sink(findings_to_variant(letter));
        g_autoptr(GVariant) outer = g_variant_ref_sink(g_variant_new_variant(value));
        g_autoptr(GString) bare = g_string_new_len("", 1);
        g_string_append_len(bare, g_variant_get_data(outer), (gssize)g_variant_get_size(outer));
        write_seed(folder, i, "bare", bare->str, bare->len);
        write_frame(folder, i, value);
    }
}

int main(int argc, char **argv)
{
    if (argc != 3)
        g_error("seeds wire|imap FOLDER");
    if (strcmp(argv[1], "wire") == 0)
        write_wire(argv[2]);
    for (guint i = 0; strcmp(argv[1], "imap") == 0 && i < G_N_ELEMENTS(responses); i++)
        write_seed(argv[2], i, "response", responses[i], strlen(responses[i]));
    return 0;
}
