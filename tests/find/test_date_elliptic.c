/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days alone: of which month they are. Read as of 15 July 2025. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>

#include "../support/reader.h"

static struct packs *packs;

static const struct day_case cases[] = {
    /* below the day before it, and set apart from it: of the same month */
    { "The registry closes on 12 September 2025, so the forms are needed on the 9th.", "2025-09-09" },
    { "The plenary meets on 4 November 2025 and its documents will be printed early; we must have your text by the 1st.", "2025-11-01" },
    { "Printing starts on 22 September; two working days earlier, on the 18th, we need the file.", "2025-09-18" },
    { "Las actas se firman el 22 de septiembre, así que las correcciones nos harían falta el 19.", "2025-09-19" },
    { "La junta sesiona el 14 de octubre y el informe no debe llegarle pasado el 6.", "2025-10-06" },
    { "El programa se imprime el 8 de agosto; lo esperamos, por tanto, antes del 4.", "2025-08-04" },
    { "Le jury se réunit le 18 septembre, de sorte qu'il nous faut vos notes le 15.", "2025-09-15" },
    { "Le colloque s'ouvre le 6 octobre et les textes partent chez l'imprimeur; nous les attendons donc avant le 2.", "2025-10-02" },
    /* lists and ranges go on in the next month */
    { "The hall is free from 25 August until the 5th.", "2025-09-05" },
    { "Courses run on 28 August and the 4th.", "2025-09-04" },
    /* a day that has passed lends no month */
    { "We met on 28 June and agreed that the second draft would be needed by the 25th.", "2025-07-25" },
    { "The committee sat on 10 July and will sit again; comments are welcome until the 30th.", "2025-07-30" },
    /* a month in between, this month */
    { "Sales begin on 4 August, and in the course of October, no later than the 31st, we need your order.", "2025-10-31" },
    { "Firmaremos el canje el 8 de septiembre; le agradeceríamos que a lo largo de este mes y siempre antes del día 31, nos envíe los nombres.", "2025-07-31" },
    /* "mail" is no month */
    { "A mission that wants a slot sends a mail by the 28th.", "2025-07-28" },
    /* behind a month that came first */
    { "Please return forms A and B by August 8 and 22, 2025, respectively.", "2025-08-22" },
    { "Please return the forms by August 8, 15 and 29.", "2025-08-29" },
};

static void date_elliptic__day_alone__of_its_month(void **state)
{
    (void)state;
    reader_check_days(packs, cases, G_N_ELEMENTS(cases), "2025-07-15");
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(date_elliptic__day_alone__of_its_month) };

    packs = reader_packs();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    packs_free(packs);
    return failed;
}
