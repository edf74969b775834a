/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "letter.h"
#include "registry.h"
#include "scratch.h"

int registry_set_up(void **state)
{
    struct desk *desk = g_new0(struct desk, 1);
    desk->folder = scratch_new();
    desk->registry = register_open(desk->folder, REGISTER_CREATE, NULL);
    desk->recipients = g_ptr_array_new();
    *state = desk;
    return desk->registry ? 0 : -1;
}

int registry_tear_down_unchecked(void **state)
{
    struct desk *desk = *state;
    register_close(desk->registry);
    scratch_free(desk->folder);
    g_ptr_array_unref(desk->recipients);
    g_free(desk);
    return 0;
}

int registry_tear_down(void **state)
{
    struct desk *desk = *state;
    gint64 broken = -1;
    gboolean sound = register_check(desk->registry, NULL) &&
                     register_verify(desk->registry, &broken, NULL) && broken == 0;
    registry_tear_down_unchecked(state);
    return sound ? 0 : -1;
}

gint64 desk_store(struct desk *desk)
{
    g_autofree char *text = g_strdup_printf("Subject: mail %u\r\n\r\n", ++desk->mails);
    g_autoptr(GBytes) raw = g_bytes_new(text, strlen(text));
    struct sighting where = {"inbox", 7, desk->mails, 0};
    struct stored stored;
    assert_true(register_store_mail(desk->registry, raw, &where, NOW, NOW, &stored, NULL));
    assert_true(stored.new_mail);
    return stored.mail;
}

struct record_terms desk_terms(const struct desk *desk)
{
    return (struct record_terms){.verified = TRUE, .confidence_floor = 0.6,
                                 .recipients = desk->recipients, .now = NOW,
                                 .today = letter_day("2025-07-15")};
}

struct recorded desk_record_under(struct desk *desk, const char *line, const struct record_terms *terms)
{
    LETTER *letter = letter_from_line(line);
    gint64 mail = desk_store(desk);
    struct recorded recorded, again;
    GError *error = NULL;
    if (!register_record(desk->registry, mail, letter, terms, &recorded, &error))
        fail_msg("%s", error->message);
    assert_true(register_record(desk->registry, mail, letter, terms, &again, NULL));
    assert_memory_equal(&recorded, &again, sizeof again);
    return recorded;
}

struct recorded desk_record(struct desk *desk, const char *line)
{
    struct record_terms terms = desk_terms(desk);
    return desk_record_under(desk, line, &terms);
}
