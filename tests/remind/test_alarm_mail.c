/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mail of an alarm: canonical whatever a server said, and to plain addresses only. */
#include "remind/alarm_mail.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static const struct office OFFICE = { .from_address = (char *)"circulars@labour.example",
                                      .host = (char *)"labour.example" };

static char *mail_about(const struct alarm_news *news)
{
    g_autoptr(GBytes) bytes = alarm_mail_compose(&OFFICE, "it@labour.example", news);
    gsize length = 0;
    assert_non_null(bytes);
    const char *data = g_bytes_get_data(bytes, &length);
    return g_strndup(data, length);
}

static char *text_of(const char *mail)
{
    gsize length = 0;
    g_autofree char *coded = g_strdup(strstr(mail, "\r\n\r\n") + 4);
    guchar *text = g_base64_decode_inplace(coded, &length);
    return g_strndup((const char *)text, length);
}

static void compose__hostile_error__stays_in_the_text(void **state)
{
    (void)state;
    const struct alarm_news news = { .part = "relay", .host = "büro\r\nBcc: x@y", .since = 1752566400,
                                     .now = 1752570000, .every_hours = 24,
                                     .error = "550 no\r\n.\r\nRCPT TO:<victim@x>" };
    g_autofree char *mail = mail_about(&news);
    g_autofree char *text = text_of(mail);

    for (const char *at = mail; *at != '\0'; at++)
        assert_true(*at != '\n' || (at > mail && at[-1] == '\r'));
    assert_null(strstr(mail, "\r\nBcc:"));
    assert_null(strstr(mail, "victim"));
    assert_non_null(strstr(text, "550 no\\x0d\\x0a.\\x0d\\x0aRCPT TO:<victim@x>"));
    assert_non_null(strstr(text, "in trouble since 2025-07-15 08:00 UTC"));
    assert_non_null(strstr(mail, "Subject: circulard: TROUBLE: relay on "));
    assert_non_null(strstr(mail, "\r\nAuto-Submitted: auto-generated\r\n"));
}

static void compose__damaged_file__says_what_to_do(void **state)
{
    (void)state;
    const struct alarm_news news = { .part = "register file", .host = "h", .error = "page 7", .since = 1752566400,
                                     .now = 1752570000, .every_hours = 24 };
    g_autofree char *mail = mail_about(&news);
    g_autofree char *text = text_of(mail);

    assert_non_null(strstr(text, "restore the last backup that is good"));
    assert_null(strstr(text, "make room"));
}

static void compose__over__says_so(void **state)
{
    (void)state;
    const struct alarm_news news = { .part = "mailbox inbox", .host = "h", .since = 1752566400,
                                     .now = 1752570000, .over = TRUE };
    g_autofree char *mail = mail_about(&news);
    g_autofree char *text = text_of(mail);

    assert_non_null(strstr(mail, "Subject: circulard: all clear: mailbox inbox on h\r\n"));
    assert_non_null(strstr(text, "well again, seen at 2025-07-15 09:00 UTC"));
}

static void compose__address_not_plain__none(void **state)
{
    (void)state;
    const struct alarm_news news = { .part = "relay", .host = "h", .now = 1 };

    assert_null(alarm_mail_compose(&OFFICE, "a@b>\r\nRCPT TO:<c@d", &news));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compose__hostile_error__stays_in_the_text),
        cmocka_unit_test(compose__damaged_file__says_what_to_do),
        cmocka_unit_test(compose__over__says_so),
        cmocka_unit_test(compose__address_not_plain__none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
