/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The heading of a letter: its reference and its date. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../support/reader.h"
#include "base/clock.h"

static struct packs *packs;

#define ES_BODY "Tengo el honor de comunicarle lo siguiente. Ruego que la memoria se remita antes del 2 de noviembre de 2021.\n\nAtentamente,\n"
#define EN_BODY "Please send your report by 2 November 2021. The session opens on 5 May 2022.\n\nYours sincerely,\n\nA. Director\n"

static void heading_read__letter__reference_and_date(void **state)
{
    (void)state;
    static const struct {
        const char *text, *reference, *day;
    } table[] = {
        { "Geneva, 12 October 2021\nRef.: ACD 3-88-1\n\nDear Sir,\n\n" EN_BODY, "ACD 3-88-1", "2021-10-12" },
        { "OFICINA INTERNACIONAL DEL TRABAJO, GINEBRA\nR: ACD 3-88-1 (2021)\n12 de octubre de 2021\n\nDe mi consideración:\n\n" ES_BODY, "ACD 3-88-1 (2021)", "2021-10-12" },
        { "Señor Ministro de Trabajo\n\nGinebra, 12 de octubre de 2021\nRef.: TUR 0-24-77-1\n\n" ES_BODY, "TUR 0-24-77-1", "2021-10-12" },
        { "CENTRE DE FORMATION EN ADMINISTRATION DU TRAVAIL\n      Yaoundé, le 12 octobre 2021\n      N/Réf. : CAF/DG/21-009\n\nMadame la Ministre,\n\n"
          "Prière de nous adresser la liste au plus tard le 2 novembre 2021.\n", "CAF/DG/21-009", "2021-10-12" },
        { "N\xc2\xb0 0147/2022/SE\nLom\xc3\xa9, le 12 octobre 2021\n\nMadame la Ministre,\n\nPri\xc3\xa8re de nous adresser la liste au plus tard le 2 novembre 2021.\n", "0147/2022/SE", "2021-10-12" },
        { "R: ACD 3-88-1                                 Ginebra, 12 de octubre de\n2021\n\nSe\xc3\xb1or Ministro:\n\n" ES_BODY, "ACD 3-88-1", "2021-10-12" },
        { "R: ACD 3-88-1                                 Ginebra, 12 de octubre\nde 2021\n\nSe\xc3\xb1or Ministro:\n\n" ES_BODY, "ACD 3-88-1", "2021-10-12" },
        { "R\xc3\xa9""f. : N/22-LOI/2021\nGen\xc3\xa8ve, le 12 octobre 2021\n\nMadame la Ministre,\n\nPri\xc3\xa8re de nous adresser la liste au plus tard le 2 novembre 2021.\n", "N/22-LOI/2021", "2021-10-12" },
        { "Ref.: FIN 2-1-2020\n\nDear Sir,\n\n" EN_BODY, "FIN 2-1-2020", NULL }, /* a number, no day */
        { "Dear colleagues,\n\nSee below.\n\nFrom: Standards <standards@office.example>\nDate: 12 October 2021 16:04\nTo: ministry@labour.example\nSubject: Reports\n\nDear Sir,\n\n" EN_BODY, NULL, "2021-10-12" },
        { "Dear Sir,\n\nWe met on 12 October 2021. " EN_BODY, NULL, NULL },
    };
    for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
        AUTO(findings) *f = reader_read(packs, table[i].text, "2021-10-13");
        g_autofree char *day = date_format(&f->letter_date);
        if (g_strcmp0(f->reference, table[i].reference) != 0 || g_strcmp0(day, table[i].day) != 0)
            fail_msg("%s: reference %s, day %s", table[i].text, f->reference, day);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(heading_read__letter__reference_and_date),
    };

    packs = reader_packs();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    packs_free(packs);
    return failed;
}
