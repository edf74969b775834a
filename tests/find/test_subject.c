/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a text is about: instruments, articles of the Constitution, cases, countries. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../support/reader.h"

static struct packs *packs;

static void join(GString *joined, const GPtrArray *names)
{
    for (guint i = 0; i < names->len; i++)
        g_string_append_printf(joined, "%s%s", joined->len > 0 ? " " : "", (char *)names->pdata[i]);
}

static void subject_find__text__named_once(void **state)
{
    (void)state;
    static const struct {
        const char *text, *subjects;
    } table[] = {
        { "Your reports on Convention No. 81 and on the Forced Labour Convention, 1930 (No. 29) are due.", "C029 C081" },
        { "Conventions Nos 87, 98 and 111 have been ratified.", "C087 C098 C111" },
        { "Les conventions n°s 87 et 98 ont été ratifiées.", "C087 C098" },
        { "Ratification of C190 and of R206; see also P029.", "C190 P029 R206" },
        { "The following reports are expected: C. 81 labour inspection; C. 122 employment policy.", "C081 C122" },
        { "Son estas:\n\nC. 81 primera respuesta\nC. 144 memoria simplificada\n", "C081 C144" },
        { "See P. 29 of the annex and Mr. C. Smith.", "" },
        { "Le licenciement de quatorze dirigeants a été signalé.", "" },
        { "La convention sur le licenciement a été ratifiée.", "C158" },
        { "Licenciement, 1982 (n° 158)", "C158" },
        { "A report is requested under article 22 of the ILO Constitution.", "22" },
        { "The Government's observations on Case No. 3290 are awaited.", "3290" },
        { "La plainte, qui a reçu le numéro 3412, est jointe.", "3412" },
        { "La queja del sindicato de puertos, registrada con el número 3388, se examinará.", "3388" },
        { "A mission went to Uruguay.", "UY" },
        { "Réunion d'experts sur le travail de nuit, Genève", "" },
        { "Reunión tripartita de expertos, Ginebra", "" },
    };
    for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
        AUTO(findings) *f = reader_read(packs, table[i].text, "2025-07-15");
        g_autoptr(GString) found = g_string_new(NULL);
        join(found, f->instruments);
        join(found, f->articles);
        join(found, f->cases);
        join(found, f->countries);
        if (!g_str_equal(found->str, table[i].subjects))
            fail_msg("%s: found \"%s\"", table[i].text, found->str);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(subject_find__text__named_once),
    };

    packs = reader_packs();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    packs_free(packs);
    return failed;
}
