/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dates of a text against each other: which day holds no more once another has taken its place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../support/reader.h"
#include "base/clock.h"

static struct packs *packs;

static void role_settle__day_replaced__superseded(void **state)
{
    (void)state;
    static const struct {
        const char *received, *text, *due, *superseded;
    } table[] = {
        { "2019-06-14", "The deadline for the survey has therefore been moved from 30 June to 19 July 2019.", "2019-07-19", "2019-06-30" },
        { "2022-09-14", "The time limit is accordingly extended from 1 October 2022 to 31 March 2023.", "2023-03-31", "2022-10-01" },
        { "2023-10-14", "The date for sending it back, until now 27 October 2023, is moved to 24 November 2023.", "2023-11-24", "2023-10-27" },
        { "2024-06-03", "We asked for the form to be returned by 5 July. The closing date is extended to 13 September 2024.", "2024-09-13", "2024-07-05" },
        { "2024-07-15", "We asked for the form to be returned by 5 July. The closing date is extended to 13 September 2024.", "2024-09-13", "2024-07-05" }, /* over by then */
        { "2013-04-02", "El último día para devolver la encuesta no es el 13 de mayo de 2013, como allí se lee, sino el 31 de mayo de 2013.", "2013-05-31", "2013-05-13" },
        { "2021-01-20", "Le délai de réponse, fixé au 28 février 2021, est prorogé jusqu'au 30 avril 2021.", "2021-04-30", "2021-02-28" },
        /* what is extended is not what these days are of */
        { "2024-06-03", "The Conference opened on 3 June 2024. The closing date for replies is extended to 13 September 2024.", "2024-09-13", NULL },
        { "2024-06-03", "Measures taken since 1 May 2024 are of interest. The closing date for replies is extended to 13 September 2024.", "2024-09-13", NULL },
        { "2024-06-03", "La fecha correcta para el envío es, pues, el 11 de julio de 2024. Donde dice «21 de junio de 2024» debe decir «11 de julio de 2024».", "2024-07-11", "2024-06-21" },
    };
    for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
        AUTO(findings) *f = reader_read(packs, table[i].text, table[i].received);
        g_autofree char *due = f->deadlines->len == 1 ? date_format(&((struct deadline *)f->deadlines->pdata[0])->date) : NULL;
        g_autofree char *former = f->superseded->len == 1 ? date_format(&((struct superseded *)f->superseded->pdata[0])->date) : NULL;
        if (g_strcmp0(due, table[i].due) != 0 || g_strcmp0(former, table[i].superseded) != 0 || f->superseded->len > 1)
            fail_msg("%s: due %s (of %u), superseded %s (of %u)", table[i].text, due, f->deadlines->len, former, f->superseded->len);
    }
}

static int load(void **state)
{
    (void)state;
    packs = reader_packs();
    return 0;
}

static int unload(void **state)
{
    (void)state;
    packs_free(packs);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(role_settle__day_replaced__superseded),
    };

    return cmocka_run_group_tests(tests, load, unload);
}
