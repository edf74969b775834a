/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands on a register, as a person runs them: the program itself, over a real register. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <sys/wait.h>
#include <string.h>

#include "keep/register.h"
#include "../support/letter.h"
#include "../support/scratch.h"

#define NOW 1752566400 /* 2025-07-15 08:00 UTC */
#define NOW_TEXT "--now=2025-07-15T08:00:00Z"
#define HOSTILE "=cmd \033[2J\"<b>\u202e"

struct desk {
    char *folder, *config, *program;
    struct registry *registry;
    GPtrArray *recipients;
    guint mails;
};

struct said {
    char *out, *err;
    int code;
};

static void said_clear(struct said *said)
{
    g_free(said->out);
    g_free(said->err);
}
#define SAID __attribute__((cleanup(said_clear))) struct said

/* circularctl COMMAND --config=… --now=… ARGUMENTS, ended by NULL. */
static struct said run(const struct desk *desk, const char *command, ...)
{
    g_autoptr(GPtrArray) argv = g_ptr_array_new();
    struct said said = {0};
    int status = 0;
    va_list arguments;
    g_autofree char *config = g_strdup_printf("--config=%s", desk->config);
    g_ptr_array_add(argv, desk->program);
    g_ptr_array_add(argv, (gpointer)command);
    g_ptr_array_add(argv, config);
    g_ptr_array_add(argv, (gpointer)NOW_TEXT);
    va_start(arguments, command);
    for (char *next; (next = va_arg(arguments, char *));)
        g_ptr_array_add(argv, next);
    va_end(arguments);
    g_ptr_array_add(argv, NULL);
    assert_true(g_spawn_sync(NULL, (char **)argv->pdata, NULL, G_SPAWN_DEFAULT, NULL, NULL, &said.out,
                             &said.err, &status, NULL));
    said.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return said;
}

static void record(struct desk *desk, const char *line)
{
    LETTER *letter = letter_from_line(line);
    g_autofree char *text = g_strdup_printf("Subject: mail %u\r\n\r\nText.\r\n", ++desk->mails);
    g_autoptr(GBytes) raw = g_bytes_new(text, strlen(text));
    const struct sighting where = {"inbox", 7, desk->mails, 0};
    struct stored stored;
    struct recorded recorded;
    const struct record_terms terms = {.verified = TRUE, .confidence_floor = 0.6,
                                       .recipients = desk->recipients, .now = NOW,
                                       .today = letter_day("2025-07-15")};
    assert_true(register_store_mail(desk->registry, raw, &where, NOW, NOW, &stored, NULL));
    assert_true(register_record(desk->registry, stored.mail, letter, &terms, &recorded, NULL));
    assert_int_equal(recorded.matter, desk->mails);
}

static void write_config(const struct desk *desk)
{
    g_autofree char *wording = scratch_support_file("../../etc/wording");
    g_autofree char *text = g_strdup_printf(
        "state_dir = \"%s\";\nwording_dir = \"%s\"; lang_dir = \"%s/../lang\";\n"
        "mailboxes = ( { name = \"inbox\"; maildir = \"%s\"; } );\n"
        "relay = { url = \"smtps://mail.ministry.example\"; };\n"
        "sender = { address = \"circulars@ministry.example\"; };\n"
        "officials = ( { id = \"anna\"; name = \"Anna\"; address = \"anna@ministry.example\"; },\n"
        "              { id = \"bob\"; name = \"Bob\"; address = \"bob@ministry.example\"; } );\n"
        "routes = ( { to = ( \"anna\" ); } );\n",
        desk->folder, wording, wording, desk->folder);
    assert_true(g_file_set_contents(desk->config, text, -1, NULL));
}

static int set_up(void **state)
{
    struct desk *desk = g_new0(struct desk, 1);
    g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *here = g_path_get_dirname(self);
    desk->folder = scratch_new();
    desk->program = g_build_filename(here, "..", "..", "circularctl", NULL);
    desk->config = g_build_filename(desk->folder, "circulard.conf", NULL);
    desk->registry = register_open(desk->folder, REGISTER_CREATE, NULL);
    desk->recipients = g_ptr_array_new();
    g_ptr_array_add(desk->recipients, "anna");
    write_config(desk);
    record(desk, "ref ACD 7 (2024) | from norm@ilo.org | subject Reports | ask send a report | due 2025-09-16");
    record(desk, "ref ACD 8 (2024) | subject " HOSTILE " | ask reply soon | due 2025-07-20");
    record(desk, "ref ACD 9 (2024) | subject Late | ask reply | due 2025-07-10");
    *state = desk;
    return desk->registry ? 0 : -1;
}

static int tear_down(void **state)
{
    struct desk *desk = *state;
    register_close(desk->registry);
    scratch_free(desk->folder);
    g_ptr_array_unref(desk->recipients);
    g_free(desk->config);
    g_free(desk->program);
    g_free(desk);
    return 0;
}

/* The first object of what was said. */
static JsonObject *object_of(const char *text, JsonParser *parser)
{
    const char *end = strchr(text, '\n');
    assert_non_null(end);
    assert_true(json_parser_load_from_data(parser, text, end - text, NULL));
    return json_node_get_object(json_parser_get_root(parser));
}

static void assert_harmless(const char *text)
{
    assert_null(strchr(text, '\033'));
    assert_null(strstr(text, "\u202e"));
}

static void list__live__most_urgent_first_and_harmless(void **state)
{
    SAID said = run(*state, "list", NULL);
    const char *late = strstr(said.out, "Late"), *soon = strstr(said.out, "=cmd");
    const char *far = strstr(said.out, "Reports");
    assert_int_equal(said.code, 0);
    assert_true(late && soon && far && late < soon && soon < far);
    assert_non_null(strstr(said.out, "2025-09-16  63    anna"));
    assert_harmless(said.out);
}

static void list__json__every_key(void **state)
{
    g_autoptr(JsonParser) parser = json_parser_new();
    SAID said = run(*state, "list", "--json", "--words=Reports", NULL);
    JsonObject *matter = object_of(said.out, parser);
    assert_int_equal(json_object_get_int_member(matter, "id"), 1);
    assert_string_equal(json_object_get_string_member(matter, "state"), "open");
    assert_string_equal(json_object_get_string_member(matter, "due"), "2025-09-16");
    assert_int_equal(json_object_get_int_member(matter, "days_left"), 63);
    assert_string_equal(json_object_get_string_member(matter, "reference"), "ACD 7 (2024)");
    assert_int_equal(json_array_get_length(json_object_get_array_member(matter, "deadlines")), 1);
    assert_int_equal(json_array_get_length(json_object_get_array_member(matter, "requests")), 1);
}

static void list__csv__formula_disarmed(void **state)
{
    SAID said = run(*state, "list", "--csv", NULL);
    assert_int_equal(said.code, 0);
    assert_true(g_str_has_prefix(said.out, "id,state,due,days_left,officials,subject,"));
    assert_non_null(strstr(said.out, "\"'=cmd \\x1b[2J\"\"<b>\\u202e\""));
    assert_non_null(strstr(said.out, "3,open,2025-07-10,-5,anna,Late"));
}

static void list__filters__only_those(void **state)
{
    SAID due = run(*state, "list", "--due-from=2025-08-01", NULL);
    SAID nobody = run(*state, "list", "--official=bob", NULL);
    SAID wrong = run(*state, "list", "--state=asleep", NULL);
    assert_non_null(strstr(due.out, "Reports"));
    assert_null(strstr(due.out, "Late"));
    assert_non_null(strstr(nobody.out, "No such matter"));
    assert_int_equal(wrong.code, 2);
    assert_non_null(strstr(wrong.err, "to-confirm"));
}

static void show__matter__all_of_it(void **state)
{
    SAID said = run(*state, "show", "1", NULL);
    assert_int_equal(said.code, 0);
    static const char *const parts[] = {"Matter 1: open", "ACD 7 (2024)", "by Tuesday 16 September 2025",
                                        "send a report", "Mails", "due-30:2025-09-16", "History"};
    for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
        if (!strstr(said.out, parts[i]))
            fail_msg("\"%s\" is missing in:\n%s", parts[i], said.out);
}

static void show__json_and_hostile__one_line(void **state)
{
    g_autoptr(JsonParser) parser = json_parser_new();
    SAID said = run(*state, "show", "2", "--json", NULL);
    SAID people = run(*state, "show", "2", NULL);
    JsonObject *matter = object_of(said.out, parser);
    assert_string_equal(json_object_get_string_member(matter, "subject"), HOSTILE);
    assert_true(json_object_has_member(matter, "mails") && json_object_has_member(matter, "coming") &&
                json_object_has_member(matter, "reminders") && json_object_has_member(matter, "history"));
    assert_harmless(people.out);
}

static void show__no_such_matter__told(void **state)
{
    SAID missing = run(*state, "show", "99", NULL);
    SAID nonsense = run(*state, "show", "one", NULL);
    SAID nothing = run(*state, "show", NULL);
    assert_int_equal(missing.code, 1);
    assert_int_equal(nonsense.code, 2);
    assert_int_equal(nothing.code, 2);
    assert_non_null(strstr(missing.err, "there is no matter 99"));
}

static void done_and_reopen__moves__in_history(void **state)
{
    SAID done = run(*state, "done", "1", "--as=anna", "--why=answered today", NULL);
    assert_int_equal(done.code, 0);
    assert_string_equal(done.out, "matter 1: open \u2192 done\n");
    SAID again = run(*state, "done", "1", NULL);
    assert_non_null(strstr(again.out, "already"));
    SAID list = run(*state, "list", NULL);
    assert_null(strstr(list.out, "Reports"));
    SAID open = run(*state, "reopen", "1", NULL);
    assert_int_equal(open.code, 0);
    SAID show = run(*state, "show", "1", NULL);
    assert_non_null(strstr(show.out, "anna  moved: was open, now done: answered today"));
    assert_non_null(strstr(show.out, "Matter 1: open"));
}

static void notours__closed(void **state)
{
    SAID said = run(*state, "notours", "3", NULL);
    assert_string_equal(said.out, "matter 3: open \u2192 not ours\n");
    SAID stranger = run(*state, "done", "1", "--as=mallory", NULL);
    assert_int_equal(stranger.code, 2);
}

static void snooze__days_and_dates__ahead_only(void **state)
{
    SAID days = run(*state, "snooze", "1", "10", NULL);
    assert_int_equal(days.code, 0);
    assert_non_null(strstr(days.out, "no reminder before Friday 25 July 2025"));
    SAID date = run(*state, "snooze", "2", "2025-08-01", NULL);
    assert_int_equal(date.code, 0);
    assert_non_null(strstr(date.out, "but it is due on Sunday 20 July 2025"));
    static const char *const wrong[] = {"2025-07-15", "2025-07-01", "0", "-3", "soon", "367", "2025-02-30"};
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
        SAID said = run(*state, "snooze", "3", "--", wrong[i], NULL);
        assert_int_equal(said.code, 2);
    }
}

static void assign_and_note__officials_only(void **state)
{
    SAID assign = run(*state, "assign", "1", "bob", "anna", NULL);
    assert_int_equal(assign.code, 0);
    SAID nobody = run(*state, "assign", "1", "carol", NULL);
    assert_int_equal(nobody.code, 2);
    assert_non_null(strstr(nobody.err, "anna, bob"));
    SAID note = run(*state, "note", "1", "asked", "the", "unions", NULL);
    assert_int_equal(note.code, 0);
    SAID show = run(*state, "show", "1", NULL);
    assert_non_null(strstr(show.out, "asked the unions"));
    SAID list = run(*state, "list", "--official=bob", NULL);
    assert_non_null(strstr(list.out, "Reports"));
}

static void poll(const struct desk *desk, gboolean good)
{
    struct reconciled reconciled;
    g_autoptr(GArray) held = g_array_new(FALSE, FALSE, sizeof(struct uid_range));
    const struct uid_range all = {1, desk->mails};
    g_array_append_val(held, all);
    assert_true(register_reconcile(desk->registry, "inbox", 7, desk->mails + 1, held, NOW - 60,
                                   &reconciled, NULL));
    reconciled_clear(&reconciled);
    if (good)
        assert_true(register_poll_succeeded(desk->registry, "inbox", NOW - 60, NULL));
    else
        assert_true(register_poll_failed(desk->registry, "inbox", 1, "the password was refused",
                                         NOW - 30, NULL));
}

static void status__well_then_not__exit_code_and_words(void **state)
{
    struct desk *desk = *state;
    SAID never = run(desk, "status", NULL);
    assert_int_equal(never.code, 1);
    assert_non_null(strstr(never.err[0] ? never.err : never.out, "never polled"));
    poll(desk, TRUE);
    SAID well = run(desk, "status", NULL);
    assert_int_equal(well.code, 0);
    assert_non_null(strstr(well.out, "All is well"));
    poll(desk, FALSE);
    SAID failing = run(desk, "status", NULL);
    assert_int_equal(failing.code, 1);
    assert_non_null(strstr(failing.out, "the password was refused"));
    g_autoptr(JsonParser) parser = json_parser_new();
    SAID json = run(desk, "status", "--json", NULL);
    JsonObject *object = object_of(json.out, parser);
    assert_int_equal(json.code, 1);
    assert_false(json_object_get_boolean_member(object, "well"));
}

static void status__mailbox_taken_out_while_it_failed__nobodys_trouble(void **state)
{
    struct desk *desk = *state;
    poll(desk, TRUE);
    assert_true(register_poll_failed(desk->registry, "bygone", 1, "the password was refused", NOW - 30, NULL));
    SAID said = run(desk, "status", NULL);
    assert_int_equal(said.code, 0);
    assert_null(strstr(said.out, "bygone"));
}

static void status__official_is_gone__a_person_is_needed(void **state)
{
    struct desk *desk = *state;
    g_autoptr(GPtrArray) recipients = g_ptr_array_new();
    poll(desk, TRUE);
    g_ptr_array_add(recipients, (gpointer)"zoe");
    assert_true(register_set_recipients(desk->registry, 1, recipients, "anna", NOW, NULL));
    SAID said = run(desk, "status", NULL);
    assert_int_equal(said.code, 1);
    assert_non_null(strstr(said.out, "\"zoe\" is no longer an official of the configuration, but 1 open matter names "
                                     "this person (1)"));
    assert_non_null(strstr(said.out, "circularctl assign ID OFFICIAL"));
    SAID shown = run(desk, "show", "1", NULL);
    const char *coming = strstr(shown.out, "to come");
    assert_non_null(coming);
    assert_non_null(g_strstr_len(shown.out, coming - shown.out, " anna "));
}

static void status__unread_and_refused__a_person_is_needed(void **state)
{
    struct desk *desk = *state;
    struct stored stored;
    struct reminder *claimed = NULL;
    gboolean unread = FALSE;
    guint planned = 0;
    poll(desk, TRUE);
    g_autoptr(GBytes) raw = g_bytes_new("x", 1);
    assert_true(register_store_mail(desk->registry, raw, NULL, NOW, NOW, &stored, NULL));
    assert_true(register_reading(desk->registry, stored.mail, NOW, NULL));
    assert_true(register_reading_failed(desk->registry, stored.mail, "it crashed", TRUE, NOW, &unread, NULL));
    g_autoptr(GPtrArray) reminders = g_ptr_array_new_with_free_func((GDestroyNotify)(void *)reminder_free);
    struct reminder *reminder = reminder_new();
    reminder->matter = 1;
    reminder->version = 1;
    reminder->official = g_strdup("anna");
    reminder->address = g_strdup("anna@ministry.example");
    reminder->step = g_strdup("notice");
    reminder->day = letter_day("2025-07-15");
    reminder->message_id = g_strdup("1@ministry.example");
    reminder->bytes = g_bytes_new("Subject: x\r\n\r\n", 14);
    g_ptr_array_add(reminders, reminder);
    assert_true(register_plan(desk->registry, reminders, NOW, &planned, NULL));
    assert_true(register_claim(desk->registry, reminder->id, NOW, &claimed, NULL));
    reminder_free(claimed);
    assert_true(register_failed(desk->registry, reminder->id, "550 no such user", NOW, NULL));
    SAID said = run(desk, "status", NULL);
    assert_int_equal(said.code, 1);
    assert_non_null(strstr(said.out, "it crashed"));
    assert_non_null(strstr(said.out, "550 no such user"));
    assert_non_null(strstr(said.out, "1 mail of the last 30 days could not be read"));
}

static void upcoming_and_preview__as_the_daemon_would(void **state)
{
    SAID upcoming = run(*state, "upcoming", "--days=70", NULL);
    assert_int_equal(upcoming.code, 0);
    assert_non_null(strstr(upcoming.out, "due-14:2025-09-16"));
    assert_harmless(upcoming.out);
    SAID preview = run(*state, "preview", "1", NULL);
    assert_int_equal(preview.code, 0);
    assert_non_null(strstr(preview.out, "To: "));
    assert_non_null(strstr(preview.out, "anna@ministry.example"));
    SAID mail = run(*state, "preview", "2", "--mail", NULL);
    assert_int_equal(mail.code, 0);
    assert_harmless(mail.out);
    SAID html = run(*state, "preview", "1", "--html", NULL);
    assert_int_equal(html.code, 0);
    assert_non_null(strstr(html.out, "<html"));
    SAID closed = run(*state, "done", "1", NULL);
    SAID none = run(*state, "preview", "1", NULL);
    assert_non_null(strstr(none.out, "no mail is to come"));
}

static void verify_and_check__sound_until_a_byte_changes(void **state)
{
    struct desk *desk = *state;
    SAID whole = run(desk, "verify", NULL);
    SAID sound = run(desk, "check", NULL);
    assert_int_equal(whole.code, 0);
    assert_int_equal(sound.code, 0);
    AUTO(mail_row) *row = register_mail(desk->registry, 1, NULL);
    g_autofree char *path = register_mail_path(desk->registry, row->sha256);
    g_chmod(path, 0600);
    assert_true(g_file_set_contents(path, "Subject: forged\r\n\r\n", -1, NULL));
    SAID changed = run(desk, "verify", NULL);
    assert_int_equal(changed.code, 1);
    assert_non_null(strstr(changed.out, "mails: 2 whole, 1 not"));
}

static void report__page__no_markup_of_a_mail(void **state)
{
    SAID said = run(*state, "report", "--html", NULL);
    assert_int_equal(said.code, 0);
    assert_non_null(strstr(said.out, "Overdue (1)"));
    assert_non_null(strstr(said.out, "&lt;b&gt;"));
    assert_null(strstr(said.out, "\"<b>\u202e"));
    assert_harmless(said.out);
    SAID plain = run(*state, "report", NULL);
    assert_int_equal(plain.code, 2);
}

static void dossier__folder__once(void **state)
{
    const struct desk *desk = *state;
    g_autofree char *folder = g_build_filename(desk->folder, "file", NULL);
    g_autofree char *page = g_build_filename(folder, "index.html", NULL);
    g_autofree char *mail = g_build_filename(folder, "mail-1.eml", NULL);
    SAID first = run(desk, "dossier", "1", folder, NULL);
    assert_int_equal(first.code, 0);
    assert_true(g_file_test(page, G_FILE_TEST_EXISTS) && g_file_test(mail, G_FILE_TEST_EXISTS));
    SAID second = run(desk, "dossier", "1", folder, NULL);
    assert_int_equal(second.code, 1);
    assert_non_null(strstr(second.err, "nothing is overwritten"));
}

static void any_command__no_register__exit_3(void **state)
{
    const struct desk *desk = *state;
    static const char *const commands[] = {"list", "status", "verify", "check"};
    g_autofree char *nowhere = g_strdup_printf("--state-dir=%s/nowhere", desk->folder);
    for (gsize i = 0; i < G_N_ELEMENTS(commands); i++) {
        SAID said = run(desk, commands[i], nowhere, NULL);
        assert_int_equal(said.code, 3);
        assert_non_null(strstr(said.err, "nowhere"));
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(list__live__most_urgent_first_and_harmless),
        TEST(list__json__every_key),
        TEST(list__csv__formula_disarmed),
        TEST(list__filters__only_those),
        TEST(show__matter__all_of_it),
        TEST(show__json_and_hostile__one_line),
        TEST(show__no_such_matter__told),
        TEST(done_and_reopen__moves__in_history),
        TEST(notours__closed),
        TEST(snooze__days_and_dates__ahead_only),
        TEST(assign_and_note__officials_only),
        TEST(status__well_then_not__exit_code_and_words),
        TEST(status__mailbox_taken_out_while_it_failed__nobodys_trouble),
        TEST(status__official_is_gone__a_person_is_needed),
        TEST(status__unread_and_refused__a_person_is_needed),
        TEST(upcoming_and_preview__as_the_daemon_would),
        TEST(verify_and_check__sound_until_a_byte_changes),
        TEST(report__page__no_markup_of_a_mail),
        TEST(dossier__folder__once),
        TEST(any_command__no_register__exit_3),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
