/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A whole small life of the register, killed at many points, then run to its end: nothing is lost,
 * nothing is doubled, and in between no half transaction is to be seen.
 *
 * The calls by which a process changes files stand between the program and the C library here: they
 * count, and the one that is asked for kills the process before or after it is made. Nothing is
 * synced: what a killed process has written is in the kernel's hands.
 *
 * The "mailbox" is a list of letters, the "mail server" a file to which each mail sent adds a line.
 * A reminder found claimed at start is looked up there, as the daemon looks for its own copy. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../support/letter.h"
#include "../support/scratch.h"
#include "keep/keep.h"

#define NOW    1752566400
#define POINTS 100 /* at most */

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

/* ---- the calls ------------------------------------------------------------------------------- */

static struct {
    guint moments; /* before and after each call, in the life under way */
    guint deadly;  /* the moment that kills; 0: none */
    int fault;     /* instead of killing: the call fails with this error */
} *counter; /* shared with the life's process */

static gboolean living; /* in the life's own process */

/* TRUE where the call is to fail. */
static gboolean pass_moment(void)
{
    if (!living || ++counter->moments != counter->deadly)
        return FALSE;
    if (counter->fault == 0)
        kill(getpid(), SIGKILL);
    errno = counter->fault;
    return TRUE;
}

#define COUNTED(...)                                                                               \
    do {                                                                                           \
        if (pass_moment())                                                                         \
            return -1;                                                                             \
        long result = __VA_ARGS__;                                                                 \
        pass_moment();                                                                             \
        return result;                                                                             \
    } while (0)

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset);
ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset)
{
    COUNTED(syscall(SYS_pwrite64, fd, bytes, length, offset));
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset)
{
    COUNTED(syscall(SYS_pwrite64, fd, bytes, length, offset));
}

ssize_t write(int fd, const void *bytes, size_t length)
{
    COUNTED(syscall(SYS_write, fd, bytes, length));
}

int ftruncate64(int fd, off64_t length)
{
    COUNTED((int)syscall(SYS_ftruncate, fd, length));
}

int ftruncate(int fd, off_t length)
{
    COUNTED((int)syscall(SYS_ftruncate, fd, length));
}

int rename(const char *from, const char *to)
{
    COUNTED((int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0));
}

int fsync(int fd)
{
    (void)fd;
    COUNTED(0);
}

int fdatasync(int fd)
{
    (void)fd;
    COUNTED(0);
}

/* ---- the life, in a process of its own ------------------------------------------------------- */

#define MUST(what)                                                                                 \
    do {                                                                                           \
        if (!(what)) {                                                                             \
            if (counter->fault == 0)                                                               \
                fprintf(stderr, "%s\n", #what);                                                    \
            _exit(1);                                                                              \
        }                                                                                          \
    } while (0)

static void take_mail(struct registry *registry, guint32 uid)
{
    const char *text = mailbox[uid - 1];
    g_autoptr(GBytes) raw = g_bytes_new_static(text, strlen(text));
    struct sighting where = {"inbox", 1, uid};
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
static void live(const char *folder)
{
    guint given_up;
    AUTO(registry) *registry = register_open(folder, REGISTER_CREATE, NULL);
    MUST(registry);
    MUST(register_give_up(registry, NOW, &given_up, NULL));
    settle_claimed(registry, folder);
    poll_mailbox(registry);
    read_mails(registry);
    plan_all(registry);
    send_due(registry, folder);
}

/* TRUE where it came to its end, FALSE where it was killed. */
static gboolean run_life(const char *folder, guint deadly)
{
    int status = 0;
    counter->moments = 0;
    counter->deadly = deadly;
    pid_t pid = fork();
    if (pid == 0) {
        living = TRUE;
        live(folder);
        _exit(0);
    }
    assert_true(pid > 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    if (counter->fault != 0)
        assert_true(WIFEXITED(status)); /* it may say that it could not */
    else
        assert_true(WIFSIGNALED(status) ? WTERMSIG(status) == SIGKILL : WEXITSTATUS(status) == 0);
    return WIFEXITED(status);
}

/* ---- what must hold whenever it was killed --------------------------------------------------- */

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

static void assert_whole(const char *folder)
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
    AUTO(registry) *registry = register_open(folder, REGISTER_CREATE, &error);
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
static void assert_ended(const char *folder)
{
    AUTO(registry) *registry = register_open(folder, REGISTER_CREATE, NULL);
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

/* Half-way lives end where they are killed a second time, too. */
static void kill_at(guint first, guint second)
{
    char *folder = scratch_new();
    assert_false(run_life(folder, first));
    assert_whole(folder);
    run_life(folder, second);
    assert_whole(folder);
    assert_true(run_life(folder, 0));
    assert_whole(folder);
    assert_ended(folder);
    scratch_free(folder);
}

static void kill__at_many_points__nothing_lost_nothing_doubled(void **state)
{
    (void)state;
    char *folder = scratch_new();
    assert_true(run_life(folder, 0));
    guint moments = counter->moments, points = MIN(POINTS, moments);
    assert_whole(folder);
    assert_ended(folder);
    scratch_free(folder);
    assert_true(moments > 200); /* else the calls do not come by here */
    for (guint i = 0; i < points; i++)
        kill_at(1 + (guint)((guint64)i * moments / points), 1 + i * 7 % moments);
    printf("# a life of %u calls, killed at %u points\n", moments / 2, points);
}

/* A disk that is full or fails once: the life says so and ends, or goes on; it never says that
 * something was done which was not. */
static void fail_at(guint moment, int fault)
{
    char *folder = scratch_new();
    counter->fault = fault;
    run_life(folder, moment);
    counter->fault = 0;
    assert_whole(folder);
    assert_true(run_life(folder, 0));
    assert_whole(folder);
    assert_ended(folder);
    scratch_free(folder);
}

static void fault__at_many_points__nothing_lost_nothing_doubled(void **state)
{
    (void)state;
    static const int faults[] = {ENOSPC, EIO};
    char *folder = scratch_new();
    assert_true(run_life(folder, 0));
    guint moments = counter->moments, points = MIN(POINTS, moments / 2);
    scratch_free(folder);
    for (guint i = 0; i < points; i++) /* odd moments are those before a call */
        fail_at(1 + (guint)((guint64)i * moments / points) / 2 * 2, faults[i % 2]);
    printf("# %u faults\n", points);
}

/* In one process: what failed is told, and the next transaction finds a sound register. */
static void fault__connection__opened_anew(void **state)
{
    (void)state;
    char *folder = scratch_new();
    AUTO(registry) *registry = register_open(folder, REGISTER_CREATE, NULL);
    guint failed = 0, before = 0;
    gboolean done = FALSE;
    for (guint moment = 1; !done && moment < 400; moment += 2) {
        g_autofree char *text = g_strdup_printf("mail %u", moment);
        g_autoptr(GBytes) raw = g_bytes_new(text, strlen(text));
        g_autoptr(GError) error = NULL;
        struct stored stored;
        *counter = (typeof(*counter)){.deadly = moment, .fault = EIO};
        living = TRUE;
        gboolean ok = register_store_mail(registry, raw, NULL, NOW, NOW, &stored, &error);
        living = FALSE;
        done = counter->moments < moment;
        g_autoptr(GPtrArray) mails = register_mails(registry, MAIL_STATES, OUTCOMES, 1000, NULL);
        assert_non_null(mails);
        assert_int_equal(mails->len, before + ok);
        before = mails->len;
        failed += !ok;
        assert_true(ok || error->code == REGISTER_ERROR_SYSTEM);
    }
    assert_true(done && failed > 10);
    assert_true(register_check(registry, NULL));
    scratch_free(folder);
}

int main(void)
{
    counter = mmap(NULL, sizeof *counter, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (counter == MAP_FAILED)
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kill__at_many_points__nothing_lost_nothing_doubled),
        cmocka_unit_test(fault__at_many_points__nothing_lost_nothing_doubled),
        cmocka_unit_test(fault__connection__opened_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
