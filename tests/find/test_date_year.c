/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days without a year in a sentence that says one: of which year they are. Read as of 15 July 2025. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>

#include "../support/reader.h"
#include "base/clock.h"

static struct packs *packs;

static const struct day_case cases[] = {
    /* the sentence opens with the year that it tells of */
    { "In 2023 replies came from 131 countries, the last on 11 December.", "2023-12-11" },
    { "In 2023 replies came from 131 countries, two months after the closing date of 9 October.", "2023-10-09" },
    { "In 2026 reports are to be sent to the Office by 15 September.", "2026-09-15" },
    { "Last year the list was closed on 30 September.", "2024-09-30" },
    { "En 2024 el plazo para contestar vencía el 30 de septiembre.", "2024-09-30" },
    { "En 2026 las memorias se recibirán en la Oficina hasta el 15 de septiembre.", "2026-09-15" },
    { "El año pasado los Gobiernos tenían que contestar antes del 30 de octubre.", "2024-10-30" },
    { "En 2022, les gouvernements devaient répondre au plus tard le 31 octobre.", "2022-10-31" },
    { "L'an dernier, la liste a été close le 30 septembre.", "2024-09-30" },
    { "En 2026, les rapports seront adressés au Bureau jusqu'au 15 septembre.", "2026-09-15" },
    /* … also across the turn of the year */
    { "Last year the list was opened on 1 November; it was closed on 15 January.", "2025-01-15" },
    { "El año pasado la lista se abrió el 1 de noviembre; se cerró el 15 de enero.", "2025-01-15" },
    { "L'an dernier, la liste a été ouverte le 1er novembre; elle a été close le 15 janvier.", "2025-01-15" },
    /* who asks speaks of now */
    { "In 2023 your Government sent no report; please send it by 9 October.", "2025-10-09" },
    { "In 2023 no report was received, and your Government is requested to send it by 9 October.", "2025-10-09" },
    { "En 2023 su Gobierno no presentó memoria, por lo que se le ruega que la envíe antes del 9 de octubre.", "2025-10-09" },
    { "En 2023 la lista se cerró el 30 de septiembre; este año se cierra el 31 de octubre.", "2025-10-31" },
    { "En 2023, votre gouvernement n'a pas envoyé de rapport et est prié de le faire avant le 9 octobre.", "2025-10-09" },
    /* another matter's year */
    { "In 2026 the Conference will discuss child labour, and comments on the draft are open until 30 September.", "2025-09-30" },
    { "Next year the Conference meets on 1 June and Governments are asked to send their reports by 15 October.", "2025-10-15" },
    { "In 2026 the list opens on 3 March and closes on 15 September.", "2026-09-15" },
    { "The questionnaire adopted in 2023 should be completed by 30 September.", "2025-09-30" },
    { "In 2023-24 the closing date was 30 September.", "2025-09-30" },
    /* a year for each */
    { "In 2026 reports are due by 15 September and in 2027 by 15 October.", "2027-10-15" },
    { "Reports are due on 1 September 2025 and in 2026 on 1 October.", "2026-10-01" },
    { "This year reports are due by 15 September, and next year by 15 October.", "2026-10-15" },
    { "En 2026 las memorias deben llegar antes del 15 de septiembre y en 2027 antes del 15 de octubre.", "2027-10-15" },
    { "En 2026, les rapports sont attendus pour le 15 septembre et en 2027 pour le 15 octobre.", "2027-10-15" },
    { "Further to the sessions in 2025 and in 2026 please reply by 30 September.", "2025-09-30" },
    { "Please send the programme for the meetings in 2025 and in 2026 by 30 September.", "2025-09-30" },
    /* one for several */
    { "In 2026 the reports are due on 1 June, the comments on 1 September.", "2026-09-01" },
    { "In 2026 the Conference meets on 1 June, and your report is due by 15 October.", "2025-10-15" },
    { "In 2026 the Conference meets on 1 June, the deadline for your report is 15 October.", "2025-10-15" },
    /* what is told goes on from a day written in full */
    { "The first round was opened on 1 September 2024 and was closed on 31 October.", "2024-10-31" },
    { "It was sent out on 4 November 2023 and replies were received until 15 January.", "2024-01-15" },
    { "El cuestionario se envió el 3 de marzo de 2023 y los cuadros se publicaron el 11 de diciembre.", "2023-12-11" },
    { "Le texte a été diffusé le 4 septembre 2023 et les observations ont été reçues jusqu'au 30 octobre.", "2023-10-30" },
    { "Further to our letter of 3 March 2024, please reply by 30 September.", "2025-09-30" },
    { "Con referencia a nuestra carta de 3 de marzo de 2024, sírvanse responder antes del 30 de septiembre.", "2025-09-30" },
};

static void date_year__day_without_year__of_the_year_told(void **state)
{
    (void)state;
    reader_check_days(packs, cases, G_N_ELEMENTS(cases), "2025-07-15");
}

/* "The year is not written" is said of no day whose sentence says it. */
static void date_year__part_of_month__year_is_written(void **state)
{
    (void)state;
    AUTO(findings) *f = reader_read(packs, "In 2026 reports should reach the Office by the end of September.", "2025-07-15");
    assert_int_equal(f->deadlines->len, 1);
    const struct deadline *deadline = f->deadlines->pdata[0];
    g_autofree char *day = date_format(&deadline->date);
    assert_string_equal(day, "2026-09-30");
    assert_null(deadline->doubt);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(date_year__day_without_year__of_the_year_told),
        cmocka_unit_test(date_year__part_of_month__year_is_written),
    };

    packs = reader_packs();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    packs_free(packs);
    return failed;
}
