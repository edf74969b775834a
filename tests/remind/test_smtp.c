/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The SMTP dialogue: what became of a mail, told exactly, whatever the server does and whenever it
 * goes away; what goes over the wire; and a real server over TLS, with and without faults. */
#include "remind/smtp.h"

#include "../support/fake_smtp.h"
#include "../support/scratch.h"
#include "../support/smtp_server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#define SENDER    "circulars@labour.example"
#define RECIPIENT "anna@labour.example"
#define MAIL      "Subject: x\r\n\r\n.begins with a dot\r\nends\r\n"

static struct smtp_result send_text(struct smtp *smtp, const char *text, const char *recipient)
{
    g_autoptr(GBytes) mail = g_bytes_new(text, strlen(text));
    struct smtp_result result;

    smtp_send(smtp, &(struct smtp_mail){SENDER, recipient, NULL, mail}, &result);
    return result;
}

/* One mail against a script; what the server heard goes to heard where it is not NULL. */
static struct smtp_result send_scripted(const struct fake_smtp_line *script, char **heard,
                                        gboolean *usable)
{
    struct fake_smtp *fake = fake_smtp_start(script);
    g_autoptr(GError) error = NULL;
    struct smtp *smtp = smtp_over(fake_smtp_road(fake), "client.example", &error);
    assert_non_null(smtp);
    struct smtp_result result = send_text(smtp, MAIL, RECIPIENT);

    if (usable != NULL)
        *usable = smtp_usable(smtp);
    smtp_free(smtp);
    if (heard != NULL)
        *heard = fake_smtp_heard(fake);
    fake_smtp_stop(fake);
    return result;
}

static void smtp_send__each_answer__exact_outcome(void **state)
{
    (void)state;
    static const struct {
        struct fake_smtp_line line;
        enum send_outcome outcome;
        guint code;
        gboolean usable;
    } cases[] = {
        { { "RCPT", "250 fine\r\n", 0, 0 }, SEND_OK, 250, TRUE },
        { { "RCPT", "251 will forward\r\n", 0, 0 }, SEND_OK, 250, TRUE },
        { { "RCPT", "252 cannot tell, will try\r\n", 0, 0 }, SEND_OK, 250, TRUE },
        { { "RCPT", "250-one\r\n250-two\r\n250 three\r\n", 0, 0 }, SEND_OK, 250, TRUE },
        { { "RCPT", "250\r\n", 0, 0 }, SEND_OK, 250, TRUE },
        { { "MAIL", "451 4.3.0 later\r\n", 0, 0 }, SEND_LATER, 451, TRUE },
        { { "MAIL", "550 5.7.1 no\r\n", 0, 0 }, SEND_LATER, 550, TRUE },
        { { "MAIL", "552 5.3.4 too big\r\n", 0, 0 }, SEND_REFUSED, 552, TRUE },
        { { "MAIL", "530 5.7.0 log in first\r\n", 0, 0 }, SEND_LATER, 530, TRUE },
        { { "MAIL", "421 4.3.0 closing\r\n", 1, 0 }, SEND_LATER, 421, FALSE },
        { { "RCPT", "450 4.2.1 busy\r\n", 0, 0 }, SEND_LATER, 450, TRUE },
        { { "RCPT", "550 5.1.1 unknown\r\n", 0, 0 }, SEND_REFUSED, 550, TRUE },
        { { "RCPT", "421 4.3.0 closing\r\n", 1, 0 }, SEND_LATER, 421, FALSE },
        { { "RCPT", NULL, 1, 0 }, SEND_LATER, 0, FALSE },
        { { "RCPT", NULL, 0, 0 }, SEND_LATER, 0, FALSE },
        { { "RCPT", "what?\r\n", 0, 0 }, SEND_LATER, 0, FALSE },
        { { "RCPT", "250-one\r\n550 two\r\n", 0, 0 }, SEND_LATER, 0, FALSE },
        { { "DATA", "554 5.5.1 no valid recipients\r\n", 0, 0 }, SEND_REFUSED, 554, TRUE },
        { { "DATA", "451 4.3.0 later\r\n", 0, 0 }, SEND_LATER, 451, TRUE },
        { { "DATA", NULL, 1, 0 }, SEND_LATER, 0, FALSE },
        { { ".", "250 2.0.0 queued\r\n", 0, 0 }, SEND_OK, 250, TRUE },
        { { ".", "251 fine too\r\n", 0, 0 }, SEND_OK, 251, TRUE },
        { { ".", "451 4.3.0 later\r\n", 0, 0 }, SEND_LATER, 451, TRUE },
        { { ".", "452 4.3.1 full\r\n", 0, 0 }, SEND_LATER, 452, TRUE },
        { { ".", "554 5.7.1 content\r\n", 0, 0 }, SEND_REFUSED, 554, TRUE },
        { { ".", "421 4.3.0 closing\r\n", 1, 0 }, SEND_LATER, 421, FALSE },
        { { ".", "250 queued\r\n", 1, 0 }, SEND_OK, 250, TRUE },
        { { ".", NULL, 1, 0 }, SEND_IN_DOUBT, 0, FALSE },
        { { ".", NULL, 0, 0 }, SEND_IN_DOUBT, 0, FALSE },
        { { ".", "250", 1, 0 }, SEND_IN_DOUBT, 0, FALSE },
        { { ".", "25", 0, 0 }, SEND_IN_DOUBT, 0, FALSE },
        { { ".", "gibberish\r\n", 0, 0 }, SEND_IN_DOUBT, 0, FALSE },
        { { ".", "354 once more\r\n", 0, 0 }, SEND_IN_DOUBT, 354, FALSE },
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        const struct fake_smtp_line script[] = { cases[i].line, { NULL, NULL, 0, 0 } };
        gboolean usable = FALSE;
        struct smtp_result result = send_scripted(script, NULL, &usable);
        if (result.outcome != cases[i].outcome || result.code != cases[i].code ||
            usable != cases[i].usable)
            fail_msg("%s → %s: outcome %d code %u usable %d (%s)", cases[i].line.command,
                     cases[i].line.reply, result.outcome, result.code, usable, result.reply);
        assert_non_null(result.reply);
        smtp_result_clear(&result);
    }
}

static void smtp_send__good_server__wire_is_exact(void **state)
{
    (void)state;
    static const struct fake_smtp_line script[] = { { NULL, NULL, 0, 0 } };
    g_autofree char *heard = NULL;
    struct smtp_result result = send_scripted(script, &heard, NULL);

    assert_int_equal(result.outcome, SEND_OK);
    assert_string_equal(result.reply, "250 fine");
    assert_true(g_str_has_prefix(heard, "EHLO client.example\r\n"
                                        "MAIL FROM:<" SENDER "> SIZE=40\r\n"
                                        "RCPT TO:<" RECIPIENT ">\r\n"
                                        "DATA\r\n"
                                        "Subject: x\r\n\r\n..begins with a dot\r\nends\r\n.\r\n"));
    smtp_result_clear(&result);
}

static void smtp_send__8_bit__announced_or_refused(void **state)
{
    (void)state;
    static const struct fake_smtp_line without[] = { { "EHLO", "250 fake\r\n", 0, 0 },
                                                     { NULL, NULL, 0, 0 } };
    static const struct fake_smtp_line with[] = { { NULL, NULL, 0, 0 } };
    const struct fake_smtp_line *scripts[] = { without, with };

    for (gsize i = 0; i < 2; i++) {
        struct fake_smtp *fake = fake_smtp_start(scripts[i]);
        struct smtp *smtp = smtp_over(fake_smtp_road(fake), "client.example", NULL);
        struct smtp_result result = send_text(smtp, "Subject: \303\265\r\n\r\nx\r\n", RECIPIENT);
        smtp_free(smtp);
        g_autofree char *heard = fake_smtp_heard(fake);
        assert_int_equal(result.outcome, i == 0 ? SEND_REFUSED : SEND_OK);
        assert_int_equal(strstr(heard, " BODY=8BITMIME") != NULL, i);
        assert_int_equal(strstr(heard, "MAIL") != NULL, i);
        smtp_result_clear(&result);
        fake_smtp_stop(fake);
    }
}

static void smtp_send__not_canonical__not_a_byte_sent(void **state)
{
    (void)state;
    static const struct fake_smtp_line script[] = { { "EHLO", "250-x\r\n250 SIZE 3000\r\n", 0, 0 },
                                                    { NULL, NULL, 0, 0 } };
    g_autofree char *long_line = g_strnfill(999, 'x');
    g_autofree char *too_long = g_strconcat("Subject: x\r\n\r\n", long_line, "\r\n", NULL);
    g_autofree char *filler = g_strnfill(900, 'x');
    g_autofree char *too_big = g_strconcat(filler, "\r\n", filler, "\r\n", filler, "\r\n", filler,
                                           "\r\n", NULL);
    const char *const mails[] = { "Subject: x\r\n\r\nx\n.\r\n",
                                  "Subject: x\r\n\r\nx\r.\r\n",
                                  "Subject: x\r\n\r\nx",
                                  "Subject: x\r\n\r\nx\r",
                                  "",
                                  "x\n.\nMAIL FROM:<a@b.example>\r\n",
                                  too_long,
                                  too_big };
    struct fake_smtp *fake = fake_smtp_start(script);
    struct smtp *smtp = smtp_over(fake_smtp_road(fake), "client.example", NULL);

    for (gsize i = 0; i < G_N_ELEMENTS(mails); i++) {
        struct smtp_result result = send_text(smtp, mails[i], RECIPIENT);
        assert_int_equal(result.outcome, SEND_REFUSED);
        smtp_result_clear(&result);
    }
    smtp_free(smtp);
    g_autofree char *heard = fake_smtp_heard(fake);
    assert_null(strstr(heard, "MAIL"));
    fake_smtp_stop(fake);
}

static void smtp_send__strange_address__not_a_byte_sent(void **state)
{
    (void)state;
    static const struct fake_smtp_line script[] = { { NULL, NULL, 0, 0 } };
    static const char *const addresses[] = {
        "u@x.example>\r\nRCPT TO:<victim@y.example", "a b@x.example",   "\"a\"@x.example",
        "a@[127.0.0.1]",  "<a@x.example>",           "a@x.example ",    "@x.example",
        "a@",             "a@b@c.example",           "a..b@x.example",  ".a@x.example",
        "a@-x.example",   "a@x..example",            "\303\265@x.example", "",
        "a@x.example\n",  "a@x.example> NOTIFY=NEVER", "a,b@x.example", "a@x_y.example",
    };
    struct fake_smtp *fake = fake_smtp_start(script);
    struct smtp *smtp = smtp_over(fake_smtp_road(fake), "client.example", NULL);

    for (gsize i = 0; i < G_N_ELEMENTS(addresses); i++) {
        struct smtp_result result = send_text(smtp, MAIL, addresses[i]);
        if (result.outcome != SEND_REFUSED)
            fail_msg("%s was taken", addresses[i]);
        smtp_result_clear(&result);
    }
    smtp_free(smtp);
    g_autofree char *heard = fake_smtp_heard(fake);
    assert_null(strstr(heard, "MAIL"));
    fake_smtp_stop(fake);
}

static void smtp_send__dropped_in_data__later(void **state)
{
    (void)state;
    static const struct fake_smtp_line script[] = { { "(data)", NULL, 1, 0 }, { NULL, NULL, 0, 0 } };
    struct fake_smtp *fake = fake_smtp_start(script);
    struct smtp *smtp = smtp_over(fake_smtp_road(fake), "client.example", NULL);
    g_autoptr(GString) mail = g_string_new("Subject: x\r\n\r\n");

    /* More than the pair of sockets can hold, so that the loss is met before the final dot. */
    while (mail->len < 900000)
        g_string_append(mail, "a line of a mail that does not get through\r\n");
    struct smtp_result result = send_text(smtp, mail->str, RECIPIENT);
    assert_int_equal(result.outcome, SEND_LATER);
    assert_false(smtp_usable(smtp));
    smtp_result_clear(&result);
    smtp_free(smtp);
    fake_smtp_stop(fake);
}

static void smtp_send__several__reset_after_a_refusal(void **state)
{
    (void)state;
    static const struct fake_smtp_line script[] = { { "RCPT", "550 5.1.1 unknown\r\n", 0, 1 },
                                                    { NULL, NULL, 0, 0 } };
    struct fake_smtp *fake = fake_smtp_start(script);
    struct smtp *smtp = smtp_over(fake_smtp_road(fake), "client.example", NULL);
    static const enum send_outcome expected[] = { SEND_REFUSED, SEND_OK, SEND_OK };

    for (gsize i = 0; i < G_N_ELEMENTS(expected); i++) {
        struct smtp_result result = send_text(smtp, MAIL, RECIPIENT);
        assert_int_equal(result.outcome, expected[i]);
        smtp_result_clear(&result);
    }
    smtp_free(smtp);
    g_autofree char *heard = fake_smtp_heard(fake);
    g_auto(GStrv) resets = g_strsplit(heard, "RSET\r\n", -1);
    assert_int_equal(g_strv_length(resets), 2);
    fake_smtp_stop(fake);
}

static void smtp_send__hostile_reply__escaped_one_line(void **state)
{
    (void)state;
    static const struct fake_smtp_line script[] = {
        { "RCPT", "550 \033[31mred\007\302\205 \342\200\256bidi\r\n", 0, 0 }, { NULL, NULL, 0, 0 }
    };
    struct smtp_result result = send_scripted(script, NULL, NULL);

    assert_int_equal(result.outcome, SEND_REFUSED);
    for (const char *at = result.reply; *at != '\0'; at++)
        assert_true((guchar)*at >= 0x20 && (guchar)*at != 0x7f);
    assert_null(strstr(result.reply, "\342\200\256"));
    assert_true(strlen(result.reply) <= 500);
    smtp_result_clear(&result);
}

static void smtp_over__refused_hello__error(void **state)
{
    (void)state;
    static const struct {
        const char *reply;
        int code;
    } cases[] = { { "421 4.3.2 later\r\n", TRANSPORT_ERROR_UNAVAILABLE },
                  { "502 5.5.1 no\r\n", TRANSPORT_ERROR_PROTOCOL },
                  { "hello\r\n", TRANSPORT_ERROR_PROTOCOL } };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        const struct fake_smtp_line script[] = { { "EHLO", cases[i].reply, 0, 0 },
                                                 { NULL, NULL, 0, 0 } };
        struct fake_smtp *fake = fake_smtp_start(script);
        g_autoptr(GError) error = NULL;
        assert_null(smtp_over(fake_smtp_road(fake), "client.example", &error));
        assert_true(g_error_matches(error, TRANSPORT_ERROR, cases[i].code));
        fake_smtp_stop(fake);
    }
    g_autoptr(GError) error = NULL;
    const struct smtp_road nowhere = { NULL, NULL, NULL };
    assert_null(smtp_over(&nowhere, "two words", &error));
    assert_non_null(error);
}

/* ---- a real server ---- */

/* With a machine that has much else to do; nothing here takes so long. */
#define PATIENCE_MS 30000

struct real {
    char *directory, *tls, *ca_file, *kept;
    struct smtp_server *servers[2]; /* starttls, implicit */
};

static int start_real(void **state)
{
    struct real *real = g_new0(struct real, 1);

    *state = real;
    real->directory = scratch_new();
    real->tls = g_build_filename(real->directory, "tls", NULL);
    real->ca_file = g_build_filename(real->tls, "ca.pem", NULL);
    real->kept = g_build_filename(real->directory, "kept", NULL);
    g_autofree char *script = scratch_support_file("authority.sh");
    const char *const command[] = { script, real->tls, NULL };
    if (!scratch_run(command, NULL))
        return -1;
    real->servers[0] = smtp_server_start(real->kept, real->tls, "starttls", "alice", "s e:cret");
    return real->servers[0] == NULL ? -1 : 0;
}

static int stop_real(void **state)
{
    struct real *real = *state;

    smtp_server_stop(real->servers[0]);
    smtp_server_stop(real->servers[1]);
    scratch_free(real->directory);
    g_free(real->tls);
    g_free(real->ca_file);
    g_free(real->kept);
    g_free(real);
    return 0;
}

static struct smtp *open_real(const struct real *real, const char *scheme, guint port,
                              const char *password, guint timeout_ms, GError **error)
{
    g_autofree char *url = g_strdup_printf("%s://127.0.0.1:%u", scheme, port);
    struct transport_settings settings = { .url = url, .user = "alice", .password = password,
                                           .ca_file = real->ca_file, .helo = "client.example",
                                           .timeout_ms = timeout_ms };

    return smtp_open(&settings, error);
}

static void smtp_open__real_server__mail_arrives_byte_for_byte(void **state)
{
    struct real *real = *state;
    g_autofree char *kept = g_build_filename(real->directory, "implicit", NULL);
    real->servers[1] = smtp_server_start(kept, real->tls, "implicit", "alice", "s e:cret");
    assert_non_null(real->servers[1]);
    const struct {
        const char *scheme, *kept;
    } cases[] = { { "smtp", real->kept }, { "smtps", kept } };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        struct smtp *smtp = open_real(real, cases[i].scheme, smtp_server_port(real->servers[i]),
                                      "s e:cret", PATIENCE_MS, &error);
        if (smtp == NULL)
            fail_msg("%s: %s", cases[i].scheme, error->message);
        for (guint number = 1; number <= 2; number++) {
            struct smtp_result result = send_text(smtp, MAIL, RECIPIENT);
            assert_int_equal(result.outcome, SEND_OK);
            smtp_result_clear(&result);
            g_autofree char *mail = smtp_server_mail(cases[i].kept, number);
            g_autofree char *envelope = smtp_server_envelope(cases[i].kept, number);
            assert_string_equal(mail, MAIL);
            assert_non_null(strstr(envelope, "\"to\": [\"" RECIPIENT "\"]"));
            assert_non_null(strstr(envelope, "\"from\": \"" SENDER "\""));
            assert_non_null(strstr(envelope, "\"user\": \"alice\""));
        }
        smtp_free(smtp);
    }
}

static void smtp_open__wrong_password__refused_and_not_told(void **state)
{
    struct real *real = *state;
    g_autoptr(GError) error = NULL;

    assert_null(
        open_real(real, "smtp", smtp_server_port(real->servers[0]), "wrong-secret", PATIENCE_MS, &error));
    assert_true(g_error_matches(error, TRANSPORT_ERROR, TRANSPORT_ERROR_REFUSED));
    assert_null(strstr(error->message, "wrong-secret"));
}

static void smtp_send__real_server_faults__outcomes(void **state)
{
    struct real *real = *state;
    static const struct {
        const char *recipient;
        enum send_outcome outcome;
        guint kept;
    } cases[] = {
        { "anna+rcpt550@labour.example", SEND_REFUSED, 0 },
        { "anna+rcpt450@labour.example", SEND_LATER, 0 },
        { "anna+data451@labour.example", SEND_LATER, 0 },
        { "anna+eod452@labour.example", SEND_LATER, 0 },
        { "anna+eod554@labour.example", SEND_REFUSED, 0 },
        { "anna+droprcpt@labour.example", SEND_LATER, 0 },
        { "anna+lostdot@labour.example", SEND_IN_DOUBT, 0 },
        { "anna+dropdot@labour.example", SEND_IN_DOUBT, 1 },
        { "anna+stalldot@labour.example", SEND_IN_DOUBT, 1 },
        { "anna+rcpt450x1@labour.example", SEND_LATER, 0 },
        { "anna+rcpt450x1@labour.example", SEND_OK, 1 },
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        guint before = smtp_server_count(real->kept);
        gboolean stalls = strstr(cases[i].recipient, "stall") != NULL;
        struct smtp *smtp = open_real(real, "smtp", smtp_server_port(real->servers[0]), "s e:cret",
                                      stalls ? 3000 : PATIENCE_MS, NULL);
        assert_non_null(smtp);
        struct smtp_result result = send_text(smtp, MAIL, cases[i].recipient);
        if (result.outcome != cases[i].outcome)
            fail_msg("%s: outcome %d (%s)", cases[i].recipient, result.outcome, result.reply);
        assert_true(smtp_server_wait(real->kept, before + cases[i].kept, PATIENCE_MS));
        assert_int_equal(smtp_server_count(real->kept), before + cases[i].kept);
        smtp_result_clear(&result);
        smtp_free(smtp);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(smtp_send__each_answer__exact_outcome),
        cmocka_unit_test(smtp_send__good_server__wire_is_exact),
        cmocka_unit_test(smtp_send__8_bit__announced_or_refused),
        cmocka_unit_test(smtp_send__not_canonical__not_a_byte_sent),
        cmocka_unit_test(smtp_send__strange_address__not_a_byte_sent),
        cmocka_unit_test(smtp_send__dropped_in_data__later),
        cmocka_unit_test(smtp_send__several__reset_after_a_refusal),
        cmocka_unit_test(smtp_send__hostile_reply__escaped_one_line),
        cmocka_unit_test(smtp_over__refused_hello__error),
        cmocka_unit_test_setup_teardown(smtp_open__real_server__mail_arrives_byte_for_byte,
                                        start_real, stop_real),
        cmocka_unit_test_setup_teardown(smtp_open__wrong_password__refused_and_not_told, start_real,
                                        stop_real),
        cmocka_unit_test_setup_teardown(smtp_send__real_server_faults__outcomes, start_real,
                                        stop_real),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
