/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Spans that count from a meeting: which meeting it is. Read as of 15 July 2025. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>

#include "../support/reader.h"

static struct packs *packs;

static const struct day_case cases[] = {
    /* a pronoun: the one named last */
    { "The Conference opens on 20 October 2025. Pledges are to be notified ten days prior to its opening at the latest.", "2025-10-10" },
    { "A reception will be held on 8 September 2025. The congress will be held from 24 to 28 November 2025; papers are due eight weeks before it opens.", "2025-09-29" },
    { "La Conferencia se celebrará del 20 al 24 de octubre de 2025. Sírvanse enviar los textos diez días antes de su apertura.", "2025-10-10" },
    { "Une réception aura lieu le 8 septembre 2025. La Conférence se tiendra du 20 au 24 octobre 2025. Veuillez envoyer les textes dix jours avant son ouverture.", "2025-10-10" },
    /* a noun: the meeting of that name, not the first one of the letter */
    { "A briefing will be held on 2 September 2025. The course itself starts on 13 October 2025. Names are due two weeks before the course begins.", "2025-09-29" },
    { "The fair opens on 6 October 2025 and the colloquium on 8 October 2025. Texts are due ten days before the colloquium opens.", "2025-09-28" },
    /* … and its number */
    { "The first session will be held on 8 September 2025 and the second on 17 November 2025. Amendments for the second session must be lodged fourteen days before the second session opens.", "2025-11-03" },
    /* neither: the first one of the letter */
    { "The session opens on 20 October 2025. A briefing will be held on 2 September 2025. Credentials are due twenty-one days before the opening.", "2025-09-29" },
    /* its end, and the last of its days */
    { "The session will open on 10 November and close on 21 November 2025. Statements are to be handed in two days before it closes.", "2025-11-19" },
    { "The mission will take place from 1 to 5 September 2025. Please send us your remarks within two weeks of its end.", "2025-09-19" },
    /* named over the letter, or in brackets */
    { "NINTH WORLD CONGRESS ON SKILLS\nQuito, 20-24 October 2025\n\nExcellency,\n\nPledges should be notified ten days prior to its opening at the latest.", "2025-10-10" },
    { "The regional meeting (Bangkok, 2-5 December 2025) will discuss the report. Please send your comments thirty days before the meeting.", "2025-11-02" },
    /* a limit between the span and the opening */
    { "The session will open on 6 October 2025. Credentials are to be deposited twenty-one days, at the least, before the date fixed for the opening.", "2025-09-15" },
    /* "that date": the day named last, whatever it is */
    { "The session opens on 20 October 2025. The draft will be put on line on 1 September 2025. Comments may be made within four weeks from that date.", "2025-09-29" },
    { "The visit, from 6 to 8 October 2025, should be prepared well; send us your questions three weeks before it.", "2025-09-15" },
    /* nothing is known of its days */
    { "Please return the form ten days before its opening.", NULL },
};

static void opening__span__counts_from_its_meeting(void **state)
{
    (void)state;
    reader_check_days(packs, cases, G_N_ELEMENTS(cases), "2025-07-15");
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(opening__span__counts_from_its_meeting) };

    packs = reader_packs();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    packs_free(packs);
    return failed;
}
