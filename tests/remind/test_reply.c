/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers as officials write them on 4 September 2025 (a Thursday), and what is understood. */
#include "remind/reply.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/clock.h"

#define TODAY "2025-09-04"

/* "done", "snooze 2025-09-09", "assign: Bert", "unclear", "no date", … */
static const char *const PROBLEMS[] = {
    [REPLY_EMPTY] = "empty",       [REPLY_UNCLEAR] = "unclear", [REPLY_SEVERAL] = "several",
    [REPLY_DOUBTFUL] = "doubtful", [REPLY_NO_DATE] = "no date", [REPLY_PAST] = "past",
    [REPLY_FAR] = "far",           [REPLY_NO_WORDS] = "no words",
};

static const struct {
    const char *text, *meaning;
} CASES[] = {
    /* done */
    { "DONE", "done" }, { "done", "done" }, { "Done.", "done" }, { "Done!", "done" },
    { "DONE, thank you", "done" }, { "Done – thanks!", "done" }, { "Yes, done", "done" },
    { "It is done, thank you very much.", "done" }, { "*DONE*", "done" }, { "\"DONE\"", "done" },
    { "DONE \xf0\x9f\x91\x8d", "done" }, { "ok done", "done" }, { "Already done.", "done" },
    { "Fait", "done" }, { "C’est fait, merci.", "done" }, { "Répondu", "done" },
    { "HECHO", "done" }, { "Ya está hecho, gracias", "done" }, { "Hecho, sí.", "done" },
    { "TEHTUD", "done" }, { "On tehtud, aitäh!", "done" }, { "Vastus saadetud", "done" },
    { "DONE\n\nBest regards\nAnna Tamm\nHead of Unit, not for circulation?", "done" },
    { "Dear colleagues,\n\nDONE\n\nKind regards,\nAnna", "done" },
    { "Tere!\nTEHTUD\nLugupidamisega\nMari", "done" },
    { "Bonjour,\n\nFAIT\n\nCordialement,\nLuc Petit", "done" },
    { "Thank you.\nDONE", "done" },
    { "DONE\nThe report left by courier on 3 September.", "done" },
    { "DONE\n\nAnna\n\nThis message is confidential. If you are not the person whom it is meant for, you may "
      "not read, keep or pass it on, but must destroy it and tell the sender.", "done" },
    /* two languages in one answer */
    { "DONE, merci", "done" }, { "FAIT, thank you", "done" }, { "Hecho, thanks!", "done" }, { "DONE, aitäh", "done" },
    { "Bonjour,\n\nDONE\n\nCordialement\nLuc", "done" }, { "Hola,\n\nTEHTUD\n\nSaludos\nRosa", "done" },
    { "FECHA 16 September 2025", "due 2025-09-16" }, { "DUE 16 septembre 2025", "due 2025-09-16" },
    { "Reporter 5 days", "snooze 2025-09-09" }, { "SNOOZE 5 jours", "snooze 2025-09-09" },
    { "DONE, pas encore", "unclear" }, { "Hecho?", "doubtful" }, { "DONE\nmais pas encore signé", "doubtful" },
    /* … and what is not done */
    { "not done yet", "unclear" }, { "Not done", "unclear" }, { "done?", "doubtful" },
    { "Is it done?", "unclear" }, { "I think it is done but ask Bert", "unclear" },
    { "DONE but ask Bert", "unclear" }, { "done soon", "unclear" }, { "DONE not", "unclear" },
    { "Almost done", "unclear" }, { "to be done", "unclear" }, { "undone", "unclear" },
    { "I have not done this", "unclear" }, { "will be done tomorrow", "unclear" },
    { "DONE\nbut not by me", "doubtful" }, { "DONE\n\nAlmost, I mean.", "doubtful" },
    { "Done\n\nOr is it?", "doubtful" }, { "pas fait", "unclear" }, { "FAIT\nmais pas encore signé", "doubtful" },
    { "no está hecho", "unclear" }, { "pole veel tehtud", "unclear" }, { "¿Hecho?", "doubtful" },
    { "DONE\nNOT OURS", "several" }, { "DONE\nSNOOZE 5", "several" }, { "SNOOZE 5\n\nDONE", "several" },
    { "DONE DONE", "unclear" }, { "DONE / NOT OURS", "unclear" },
    { "", "empty" }, { NULL, "empty" }, { "Thanks!", "unclear" }, { "ok", "unclear" }, { "yes", "unclear" },
    { "Anna\nDONE", "unclear" }, { "I am out of the office until 15 September.\nDONE", "unclear" },
    /* snooze */
    { "SNOOZE 5", "snooze 2025-09-09" }, { "snooze 5 days", "snooze 2025-09-09" },
    { "Snooze for 2 weeks, please", "snooze 2025-09-18" }, { "Remind me in 10 days", "snooze 2025-09-14" },
    { "SNOOZE until 15 September", "snooze 2025-09-15" }, { "SNOOZE 2025-10-01", "snooze 2025-10-01" },
    { "Snooze until Monday 15 September 2025.", "snooze 2025-09-15" },
    { "Reporter 5", "snooze 2025-09-09" }, { "Reporter au 1er octobre", "snooze 2025-10-01" },
    { "Aplazar hasta el 15 de septiembre de 2025", "snooze 2025-09-15" }, { "APLAZAR 5 días", "snooze 2025-09-09" },
    { "HILJEM 5", "snooze 2025-09-09" }, { "Hiljem 15. septembril", "snooze 2025-09-15" },
    { "Lükata edasi kuni 15.9.2025", "snooze 2025-09-15" }, { "tuletada meelde 7 päeva pärast", "snooze 2025-09-11" },
    { "SNOOZE", "no date" }, { "SNOOZE later", "no date" }, { "SNOOZE 0", "no date" }, { "snooze 5 or 6", "no date" },
    { "SNOOZE 2025-09-04", "past" }, { "SNOOZE 2025-09-01", "past" }, { "SNOOZE 999", "far" },
    { "SNOOZE -5", "snooze 2025-09-09" }, { "SNOOZE 5?", "doubtful" },
    /* due */
    { "DUE 2025-09-16", "due 2025-09-16" }, { "DUE 16 September 2025", "due 2025-09-16" },
    { "Due: 16 Sept. 2025", "due 2025-09-16" }, { "due on September 16, 2025", "due 2025-09-16" },
    { "DUE Tuesday, 16 September 2025", "due 2025-09-16" }, { "DUE 16th of September 2025", "due 2025-09-16" },
    { "Deadline 16.9.2025", "due 2025-09-16" }, { "Extended to 16/9/2025", "due 2025-09-16" },
    { "DUE 16 September", "due 2025-09-16" }, { "DUE 1 March", "due 2026-03-01" }, { "DUE 2025-09-04", "due 2025-09-04" },
    { "DUE 29 February", "due 2028-02-29" },
    { "Date : 16 septembre 2025", "due 2025-09-16" }, { "Échéance : mardi 16 septembre 2025", "due 2025-09-16" },
    { "Date : 1er août 2026", "due 2026-08-01" }, { "DATE 16 déc. 2025", "due 2025-12-16" },
    { "Fecha: 16 de septiembre de 2025", "due 2025-09-16" }, { "FECHA 1 de enero de 2026", "due 2026-01-01" },
    { "Tähtaeg 16. september 2025", "due 2025-09-16" }, { "Uus tähtaeg on teisipäeval, 16. septembril 2025", "due 2025-09-16" },
    { "TÄHTAEG 16. 9. 2025", "due 2025-09-16" }, { "tähtaeg: 1. märtsiks 2026", "due 2026-03-01" },
    /* our own examples, sent as they stand */
    { "DUE yyyy-mm-dd", "no date" }, { "DATE jj/mm/aaaa", "no date" }, { "FECHA dd/mm/aaaa", "no date" },
    { "TÄHTAEG pp.kk.aaaa", "no date" },
    { "DUE", "no date" }, { "DUE next week", "no date" }, { "DUE 31 September 2025", "no date" },
    { "DUE 5/4/2026", "no date" }, { "DUE 13/4/2026", "due 2026-04-13" }, { "DUE 4/13/2026", "due 2026-04-13" },
    { "DUE 5/5/2026", "due 2026-05-05" }, { "DUE Monday 16 September 2025", "no date" },
    { "DUE 16 jui 2026", "no date" }, { "DUE 16 September 2025 or 17", "no date" }, { "DUE 2025-02-30", "no date" },
    { "DUE 16 September 2025 17:00", "no date" }, { "DUE 2025-09-03", "past" }, { "DUE 2051-01-01", "far" },
    { "DUE not 16 September 2025", "no date" }, { "DUE 16 September 2025?", "doubtful" },
    { "DUE 16 September 2025 and 1 October 2025", "no date" },
    /* the others */
    { "NONE", "none" }, { "Sans date", "none" }, { "SIN FECHA", "none" }, { "TÄHTAJATA", "none" },
    { "vastata ei ole vaja", "none" }, { "NONE of this is ours", "unclear" },
    { "NOT OURS", "not ours" }, { "Not ours, thanks.", "not ours" }, { "Pas pour nous", "not ours" },
    { "NO ES NUESTRO", "not ours" }, { "Pole meie", "not ours" }, { "not ours?", "doubtful" },
    { "not ours to judge", "unclear" },
    { "ASSIGN Bert", "assign: Bert" }, { "Assign to Luc Petit, please", "assign: Luc Petit" },
    { "Attribuer à Luc", "assign: Luc" }, { "Asignar a Rosa Gómez", "assign: Rosa Gómez" },
    { "Suunata Mari Mets", "assign: Mari Mets" }, { "ASSIGN luc@labour.example", "assign: luc@labour.example" },
    { "ASSIGN", "no words" }, { "assign please", "no words" }, { "ASSIGN Bert?", "doubtful" },
    { "NOTE sent by post on Tuesday", "note: sent by post on Tuesday" },
    { "Note: is it ours? Ask Bert.", "note: is it ours? Ask Bert." }, { "NOTE first line\nsecond line\n\nAnna", "note: first line second line" },
    { "NOTE", "no words" }, { "Märkus: saadetud", "note: saadetud" },
    { "HELP", "help" }, { "help!", "help" }, { "Help?", "help" }, { "Aide", "help" }, { "ayuda", "help" }, { "abi", "help" },
    { "REOPEN", "reopen" }, { "Undo, please", "reopen" }, { "Rouvrir", "reopen" }, { "Reabrir", "reopen" }, { "Avada uuesti", "reopen" },
};

static char *meaning_of(const struct reply *reply)
{
    g_autofree char *day = date_format(&reply->day);

    if (reply->problem != REPLY_FINE)
        return g_strdup(PROBLEMS[reply->problem]);
    if (day != NULL)
        return g_strdup_printf("%s %s", reply_kind_name(reply->kind), day);
    if (reply->words != NULL)
        return g_strdup_printf("%s: %s", reply_kind_name(reply->kind), reply->words);
    return g_strdup(reply_kind_name(reply->kind));
}

static struct wordings *shipped(void)
{
    g_autoptr(GError) error = NULL;
    struct wordings *wordings = wordings_read("etc/wording", &error);

    if (wordings == NULL)
        print_message("%s\n", error->message);
    assert_non_null(wordings);
    return wordings;
}

static void read__table__understood(void **state G_GNUC_UNUSED)
{
    AUTO(wordings) *wordings = shipped();
    AUTO(reply_words) *words = reply_words_new(wordings);
    GDate today;
    guint wrong = 0;

    assert_true(date_parse(TODAY, &today));
    for (gsize i = 0; i < G_N_ELEMENTS(CASES); i++) {
        AUTO(reply) *reply = reply_read(words, CASES[i].text, &today);
        g_autofree char *meaning = meaning_of(reply);
        if (strcmp(meaning, CASES[i].meaning) != 0) {
            print_message("\"%s\": got \"%s\", wanted \"%s\"\n", CASES[i].text, meaning, CASES[i].meaning);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

/* What our mails tell people to write, and every word of the lists, means what it should. */
static void read__shipped_words__mean_what_they_say(void **state G_GNUC_UNUSED)
{
    static const char *const arguments[REPLY_KINDS] = {
        [REPLY_SNOOZE] = " 5", [REPLY_DUE] = " 2025-09-16", [REPLY_ASSIGN] = " Bert", [REPLY_NOTE] = " x",
    };
    AUTO(wordings) *wordings = shipped();
    AUTO(reply_words) *words = reply_words_new(wordings);
    g_autoptr(GPtrArray) all = wordings_all(wordings);
    GDate today;

    assert_true(date_parse(TODAY, &today));
    assert_int_equal(all->len, 4);
    for (guint i = 0; i < all->len; i++) {
        for (guint kind = 0; kind < REPLY_KINDS; kind++) {
            const GPtrArray *list = wording_words(all->pdata[i], (enum wording_list)kind);
            for (guint w = 0; w < list->len; w++) {
                g_autofree char *text = g_strconcat(list->pdata[w], arguments[kind], NULL);
                AUTO(reply) *reply = reply_read(words, text, &today);
                if (reply->problem != REPLY_FINE || reply->kind != kind)
                    print_message("%s: %d %d\n", text, (int)reply->problem, (int)reply->kind);
                assert_int_equal(reply->problem, REPLY_FINE);
                assert_int_equal(reply->kind, kind);
            }
        }
    }
}

static void read__commands_of_our_mails__understood(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *key, *argument;
        enum reply_kind kind;
    } commands[] = {
        { "command_done", "", REPLY_DONE },         { "command_snooze", "", REPLY_SNOOZE },
        { "command_due", " 2025-09-16", REPLY_DUE }, { "command_none", "", REPLY_NONE },
        { "command_not_ours", "", REPLY_NOT_OURS },
    };
    AUTO(wordings) *wordings = shipped();
    AUTO(reply_words) *words = reply_words_new(wordings);
    g_autoptr(GPtrArray) all = wordings_all(wordings);
    GDate today;

    assert_true(date_parse(TODAY, &today));
    for (guint i = 0; i < all->len; i++) {
        for (gsize c = 0; c < G_N_ELEMENTS(commands); c++) {
            g_autofree char *word = wording_say((const struct wording *)all->pdata[i], commands[c].key);
            g_autofree char *text = g_strconcat(word, commands[c].argument, NULL);
            AUTO(reply) *reply = reply_read(words, text, &today);
            assert_int_equal(reply->problem, REPLY_FINE);
            assert_int_equal(reply->kind, commands[c].kind);
        }
    }
}

static void read__hostile__ends(void **state G_GNUC_UNUSED)
{
    AUTO(wordings) *wordings = shipped();
    AUTO(reply_words) *words = reply_words_new(wordings);
    g_autoptr(GString) text = g_string_new(NULL);
    GDate today;

    assert_true(date_parse(TODAY, &today));
    for (int i = 0; i < 500; i++)
        g_string_append(text, "a ");
    AUTO(reply) *many = reply_read(words, text->str, &today);
    assert_int_equal(many->problem, REPLY_UNCLEAR);
    AUTO(reply) *digits = reply_read(words, "SNOOZE 99999999999999999999999", &today);
    assert_int_equal(digits->problem, REPLY_NO_DATE);
    AUTO(reply) *year = reply_read(words, "DUE 16.9.99999999999", &today);
    assert_int_equal(year->problem, REPLY_NO_DATE);
    AUTO(reply) *format = reply_read(words, "ASSIGN %s%n\x1b[2J", &today);
    assert_int_equal(format->problem, REPLY_FINE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(read__table__understood),
        cmocka_unit_test(read__shipped_words__mean_what_they_say),
        cmocka_unit_test(read__commands_of_our_mails__understood),
        cmocka_unit_test(read__hostile__ends),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
