/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "life.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "keep/keep.h"
#include "letter.h"

#define NOW 1752566400

static const char *const mailbox[] = {
    "id 1 | ref ACD 7 (2024) | date 2025-07-11 | subject Reports | ask Please send a report | due 2025-09-16",
    "id 2 | ref ACD 7 (2024) | date 2025-07-11 | subject Fwd: Reports | ask Please send a report | due 2025-09-16",
    "id 3 | news | subject Newsletter",
    "id 4 | ref ACD 9 (2024) | date 2025-08-11 | earlier ACD 7 (2024) | subject Extension | due 2025-10-31 | back 2025-09-16",
    "id 5 | subject Change of address of the Office | date 2025-07-12",
};
#define MAILS    G_N_ELEMENTS(mailbox)
#define MATTERS  2
#define VERSIONS 3 /* of all matters together: each has its notice */

gboolean life_may_fail;

char *life_state_dir(const char *folder)
{
    return g_build_filename(folder, "state", NULL);
}

void life_prepare(const char *folder)
{
    g_autofree char *state_dir = life_state_dir(folder);
    assert_int_equal(g_mkdir(state_dir, 0700), 0);
}

/* ---- the life -------------------------------------------------------------------------------- */

#define MUST(what)                                                                                 \
    do {                                                                                           \
        if (!(what)) {                                                                             \
            if (!life_may_fail)                                                                    \
                fprintf(stderr, "%s\n", #what);                                                    \
            _exit(1);                                                                              \
        }                                                                                          \
    } while (0)

static void take_mail(struct registry *registry, guint32 uid)
{
    const char *text = mailbox[uid - 1];
    g_autoptr(GBytes) raw = g_bytes_new_static(text, strlen(text));
    struct sighting where = {"inbox", 1, uid, 0};
    struct stored stored;
    MUST(register_store_mail(registry, raw, &where, NOW, NOW, &stored, NULL));
}

static void poll_mailbox(struct registry *registry)
{
    g_autoptr(GArray) held = g_array_new(FALSE, FALSE, sizeof(struct uid_range));
    struct uid_range all = {1, MAILS};
    struct reconciled got;
    g_array_append_val(held, all);
    MUST(register_reconcile(registry, "inbox", 1, MAILS + 1, held, NOW, &got, NULL));
    for (guint i = 0; i < got.lacking->len; i++) {
        const struct uid_range *range = &g_array_index(got.lacking, struct uid_range, i);
        for (guint32 uid = range->first; uid <= range->last; uid++)
            take_mail(registry, uid);
    }
    reconciled_clear(&got);
    MUST(register_poll_succeeded(registry, "inbox", NOW, NULL));
}

/* Those never tried; where there are none, those under way at the last kill. FALSE: none is left. */
static gboolean read_some(struct registry *registry)
{
    g_autoptr(GPtrArray) recipients = g_ptr_array_new();
    g_ptr_array_add(recipients, "anna");
    g_autoptr(GPtrArray) list = register_mails_to_read(registry, 100, NULL);
    MUST(list);
    for (guint i = 0; i < list->len; i++) {
        const struct mail_row *row = g_ptr_array_index(list, i);
        g_autoptr(GBytes) raw = register_mail_bytes(registry, row->sha256, NULL);
        MUST(raw);
        gsize length = 0;
        const char *data = g_bytes_get_data(raw, &length);
        g_autofree char *line = g_strndup(data, length);
        LETTER *letter = letter_from_line(line);
        struct record_terms terms = {.verified = TRUE, .recipients = recipients, .now = NOW,
                                     .today = letter_day("2025-07-15")};
        struct recorded recorded;
        MUST(register_reading(registry, row->id, NOW, NULL));
        MUST(register_record(registry, row->id, letter, &terms, &recorded, NULL));
    }
    return list->len > 0;
}

static void read_mails(struct registry *registry)
{
    while (read_some(registry))
        ;
}

static void plan_notice(struct registry *registry, const struct matter *matter)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)reminder_free);
    struct reminder *reminder = reminder_new();
    guint planned;
    reminder->matter = matter->id;
    reminder->version = matter->version;
    reminder->official = g_strdup("anna");
    reminder->address = g_strdup("anna@labour.example");
    reminder->step = g_strdup("notice");
    reminder->day = letter_day("2025-07-15");
    reminder->message_id = g_strdup_printf("notice.%u.%d@x", matter->version, (int)matter->id);
    reminder->bytes = g_bytes_new_static("mail", 4);
    g_ptr_array_add(list, reminder);
    MUST(register_plan(registry, list, NOW, &planned, NULL));
}

static void plan_all(struct registry *registry)
{
    struct matter_filter filter = {.states = MATTER_STATES_LIVE};
    AUTO(matters) *matters = register_matters(registry, &filter);
    for (struct matter *matter = matters_next(matters, NULL); matter;
         matter = matters_next(matters, NULL)) {
        plan_notice(registry, matter);
        matter_free(matter);
    }
}

static char *server_file(const char *folder)
{
    return g_build_filename(folder, "server", NULL);
}

static void hand_over(const char *folder, const struct reminder *reminder)
{
    g_autofree char *path = server_file(folder);
    g_autofree char *line = g_strdup_printf("%s\n", reminder->message_id);
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
    MUST(fd >= 0 && write(fd, line, strlen(line)) == (ssize_t)strlen(line));
    close(fd);
}

static guint count_at_server(const char *folder, const char *message_id)
{
    g_autofree char *path = server_file(folder);
    g_autofree char *text = NULL;
    guint count = 0;
    if (!g_file_get_contents(path, &text, NULL, NULL))
        return 0;
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i]; i++)
        count += strcmp(lines[i], message_id) == 0;
    return count;
}

static void settle_claimed(struct registry *registry, const char *folder)
{
    g_autoptr(GPtrArray) list = register_claimed(registry, NULL);
    MUST(list);
    for (guint i = 0; i < list->len; i++) {
        const struct reminder *reminder = g_ptr_array_index(list, i);
        if (count_at_server(folder, reminder->message_id) > 0)
            MUST(register_sent(registry, reminder->id, "found", NOW, NULL));
        else
            MUST(register_later(registry, reminder->id, "not found", 0, NOW, NULL));
    }
}

static void send_due(struct registry *registry, const char *folder)
{
    g_autoptr(GPtrArray) due = register_due(registry, NOW, 100, NULL);
    MUST(due);
    for (guint i = 0; i < due->len; i++) {
        const struct reminder *reminder = g_ptr_array_index(due, i);
        AUTO(reminder) *claimed = NULL;
        MUST(register_claim(registry, reminder->id, NOW, &claimed, NULL));
        if (!claimed)
            continue;
        hand_over(folder, claimed);
        MUST(register_sent(registry, claimed->id, "250", NOW, NULL));
    }
}

/* Reading one mail at a time, so that the first notice goes before the extension is known. */
void life_live(const char *folder)
{
    guint given_up;
    g_autofree char *state_dir = life_state_dir(folder);
    AUTO(registry) *registry = register_open(state_dir, REGISTER_CREATE, NULL);
    MUST(registry);
    MUST(register_give_up(registry, NOW, &given_up, NULL));
    settle_claimed(registry, folder);
    poll_mailbox(registry);
    read_mails(registry);
    plan_all(registry);
    send_due(registry, folder);
}

/* ---- what must hold --------------------------------------------------------------------------- */

static gint64 number(struct registry *registry, const char *text)
{
    sql_begin(registry->sql, SQL_READ);
    gint64 value = sql_number(registry->sql, -1, text);
    assert_true(sql_end(registry->sql, NULL));
    return value;
}

static void assert_files(struct registry *registry)
{
    g_autoptr(GPtrArray) mails = register_mails(registry, MAIL_STATES, OUTCOMES, 100, NULL);
    for (guint i = 0; i < mails->len; i++) {
        const struct mail_row *row = g_ptr_array_index(mails, i);
        g_autoptr(GBytes) raw = register_mail_bytes(registry, row->sha256, NULL);
        assert_non_null(raw);
    }
}

void life_assert_whole(const char *folder)
{
    static const char *const broken[] = {
        /* a cursor beyond what is stored */
        "SELECT count(*) FROM cursors c WHERE next_uid > 0 AND count <>"
        " (SELECT count(*) FROM sightings s WHERE s.source = c.source)",
        /* a mail that is read and has no end, or the other way round */
        "SELECT count(*) FROM mails WHERE (state = 'read') <> (outcome <> 'not read yet')",
        "SELECT count(*) FROM mails WHERE outcome = 'new matter' AND NOT EXISTS"
        " (SELECT 1 FROM deadlines d WHERE d.matter = mails.matter AND d.version = 1)",
        "SELECT count(*) FROM matters m WHERE NOT EXISTS"
        " (SELECT 1 FROM recipients r WHERE r.matter = m.id)",
        "SELECT count(*) FROM matters m WHERE NOT EXISTS"
        " (SELECT 1 FROM matter_mails j WHERE j.matter = m.id)",
        /* a version without its dates */
        "SELECT count(*) FROM matters m WHERE version > 1 AND NOT EXISTS"
        " (SELECT 1 FROM deadlines d WHERE d.matter = m.id AND d.version = m.version)",
        /* a reminder to be sent without its mail */
        "SELECT count(*) FROM reminders r WHERE state IN ('planned', 'claimed', 'sent')"
        " AND NOT EXISTS (SELECT 1 FROM reminder_bytes b WHERE b.reminder = r.id)",
        "SELECT max(0, count(*) - 1) FROM reminders WHERE state = 'claimed'",
    };
    gint64 row = -1;
    GError *error = NULL;
    g_autofree char *state_dir = life_state_dir(folder);
    AUTO(registry) *registry = register_open(state_dir, REGISTER_CREATE, &error);
    if (!registry || !register_check(registry, &error))
        fail_msg("%s", error->message);
    assert_true(register_verify(registry, &row, NULL));
    assert_int_equal(row, 0);
    assert_files(registry);
    for (guint i = 0; i < G_N_ELEMENTS(broken); i++)
        if (number(registry, broken[i]) != 0)
            fail_msg("%s", broken[i]);
}

/* Each notice that was sent is at the server once; the one of a version that was overtaken before
 * it could be sent was passed over and never got there. */
void life_assert_ended(const char *folder)
{
    g_autofree char *state_dir = life_state_dir(folder);
    AUTO(registry) *registry = register_open(state_dir, REGISTER_CREATE, NULL);
    guint sent = 0;
    assert_int_equal(number(registry, "SELECT count(*) FROM mails WHERE state = 'read'"), MAILS);
    assert_int_equal(number(registry, "SELECT count(*) FROM matters"), MATTERS);
    assert_int_equal(number(registry, "SELECT sum(version) FROM matters"), VERSIONS);
    assert_int_equal(number(registry, "SELECT next_uid FROM cursors"), MAILS + 1);
    for (gint64 matter = 1; matter <= MATTERS; matter++) {
        g_autoptr(GPtrArray) list = register_reminders(registry, matter, NULL);
        for (guint i = 0; i < list->len; i++) {
            const struct reminder *reminder = g_ptr_array_index(list, i);
            gboolean passed = reminder->state == REMINDER_PASSED;
            assert_true(passed || reminder->state == REMINDER_SENT);
            assert_int_equal(count_at_server(folder, reminder->message_id), passed ? 0 : 1);
            sent += !passed;
        }
    }
    assert_true(sent >= MATTERS);
}
