/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What kind of text it is: news, minutes, reports, absences and programmes ask nobody; a cover note that
 * speaks of minutes and reports still does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>

#include "../support/reader.h"

static struct packs *packs;

static const char *const silent[] = {
    "CORREIO LABORAL | edição digital de 3 de julho de 2025\n\nTrabalhadores dos portos dão ao Governo até 31 de julho para negociar\n\n"
    "O presidente da federação, Anselmo Tavira, disse aos jornalistas que o Governo deve responder à OIT até 1 de setembro de 2025.\n"
    "As candidaturas ao fundo de formação devem ser apresentadas até 15 de agosto.\n\nLeia também: salários sobem\n"
    "Para deixar de receber este boletim, clique aqui\n",
    "ATA DA 14.ª REUNIÃO DA COMISSÃO TRIPARTIDA\n\nPresentes: Ministério do Trabalho, CNI, CUT\nOrdem do dia: 1. Relatórios; 2. Diversos\n\n"
    "A presidente abriu a sessão às 10h. Foi decidido que o Ministério deverá enviar o relatório até 1 de setembro de 2025.\n"
    "A CUT solicitou que as respostas sejam apresentadas até 15 de agosto de 2025.\nNada mais havendo a tratar, foi encerrada a sessão.\n",
    "RELATÓRIO DE MISSÃO\n\nSumário executivo\nA missão visitou Maputo de 2 a 6 de junho de 2025.\n\n1. Introdução\n"
    "Recomenda-se que o Governo ratifique a Convenção antes de 31 de dezembro de 2025.\n\n2. Conclusões\n"
    "As inspeções devem ser concluídas até 15 de outubro de 2025.\n",
    "ARBEITSWELT AKTUELL - Ausgabe 7, 3. Juli 2025\n\nGewerkschaft setzt der Regierung Frist bis zum 31. Juli\n\n"
    "Berlin (dpa) - Die Regierung muss der ILO bis zum 1. September 2025 antworten, sagte Gewerkschaftschef Ottokar Lindner.\n"
    "Anmeldungen zum Kongress sind bis zum 20. August möglich.\n\nWeiterlesen\nNewsletter abbestellen\n",
    "Niederschrift über die Sitzung der Arbeitsgruppe am 2. Juli 2025\n\nAnwesend: drei Ressorts\nTagesordnung: 1. Berichte, 2. Verschiedenes\n\n"
    "Die Vorsitzende eröffnet die Sitzung um 10 Uhr. Die Ressorts werden gebeten, ihre Beiträge bis zum 15. August 2025 zu übermitteln.\n"
    "Nächste Sitzung: 10. September 2025\nEnde der Sitzung: 12 Uhr\n",
    "Dienstreisebericht\n\nGenf, 2. bis 13. Juni 2025\n\n1. Einleitung\nDie Delegation nahm an der Konferenz teil.\n2. Wesentliche Ergebnisse\n"
    "Die Regierungen sollen bis zum 30. September 2025 Stellung nehmen.\n3. Schlussfolgerungen\n"
    "Das Referat sollte bis zum 15. August 2025 einen Entwurf vorlegen.\n",
    "TÖÖELU UUDISKIRI, juuli 2025\n\nAmetiühingud annavad valitsusele aega 31. juulini\n\n"
    "Valitsus peab ILO-le vastama 1. septembriks 2025, ütles keskliidu juht Aadu Rebane ajakirjanikele.\n"
    "Koolitusele saab registreeruda kuni 20. augustini 2025.\n\nLoe edasi\nLoobu tellimusest\n",
    "KOOSOLEKU PROTOKOLL\n\n2. juuli 2025 nr 7\nOsalesid: ministeerium, keskliit\nPäevakord: 1. Aruanded 2. Muud küsimused\n\n"
    "Otsustati: ministeerium esitab aruande 1. septembriks 2025.\nKeskliit palus saata vastused hiljemalt 15. augustiks 2025.\n",
    "Lähetusaruanne\n\nGenf, 2.-13. juuni 2025\n\nSissejuhatus\nOsalesime konverentsil. Valitsustel palutakse seisukohad esitada "
    "30. septembriks 2025.\nJäreldused\nOsakonnal tuleb eelnõu koostada 15. augustiks 2025.\n",
    "Automaatvastus: olen puhkusel kuni 15. augustini 2025. Palun vastake ILO kirjale hiljemalt 20. augustiks.\n",
    "Abwesenheitsnotiz: Ich bin bis zum 15. August 2025 nicht im Büro. Bitte wenden Sie sich bis dahin an Frau Weber.\n",
    /* a page that speaks to nobody, and bears no mark of news */
    "THE COAST THIS WEEK\n\nBoats to be counted again\n\n"
    "Harbour staff have been going from quay to quay with lists, and the queue in front of the small office on the fish "
    "market was long on Tuesday morning. The deadline for registration is 31 July 2025. Old Baptist Merle, who has "
    "mended nets here for fifty years, shook his head: nobody had ever counted his boat, and it had never been lost.\n\n"
    "New cranes for the east dock\n\n"
    "The three cranes came by sea on Sunday and were lifted ashore before noon. They are painted green, like those of "
    "the old dock, and the drivers are learning to handle them in a shed with a screen. The first ship is awaited after "
    "the summer.\n\n",
    "Resposta automática: estarei ausente até 15 de agosto de 2025. Em caso de urgência, queira contactar a Dra. Leonor.\n",
};

static void genre_tell__news_minutes_reports__nobody_is_asked(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(silent); i++) {
        AUTO(findings) *f = reader_read(packs, silent[i], "2025-07-03");
        if (f->circular || f->deadlines->len > 0 || f->requests->len > 0)
            fail_msg("text %u is taken for a letter", i);
    }
}

static const char *const letters[] = {
    "Tere!\n\nEdastame Teile ILO kirja ja koosoleku protokolli. Palume esitada oma arvamus protokolli ja lähetusaruande kohta "
    "hiljemalt 15. augustiks 2025.\n\nLugupidamisega\nMare Tamm\n",
    "Sehr geehrte Damen und Herren,\n\nanliegend übersende ich Ihnen das Schreiben des Internationalen Arbeitsamtes sowie die Niederschrift "
    "über die Sitzung des Ausschusses. Ich bitte um Stellungnahme zum Jahresbericht und zum Protokoll der Sitzung bis zum 15. August 2025.\n\n"
    "Mit freundlichen Grüßen\nIm Auftrag\nKern\n",
    /* of an organization that no pack names */
    "Coastal Pensions Network\n\n2 July 2025\n\nDear colleagues,\n\nThe directory of members is made anew every second year. Please send us the particulars of "
    "your institution by 15 August 2025.\n\nYours sincerely,\nIrja Halm\nSecretary General\n",
    "Exmo. Senhor Diretor-Geral,\n\nJunto se remete a ata da reunião da OIT e o relatório de missão. Solicita-se o envio de comentários à ata "
    "e ao relatório anual até 15 de agosto de 2025.\n\nCom os melhores cumprimentos,\nHelena Prata\n",
};

static void genre_tell__letter_about_minutes__still_asks(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(letters); i++) {
        AUTO(findings) *f = reader_read(packs, letters[i], "2025-07-03");
        g_autofree char *answer = reader_table_answer(f);
        assert_true(f->circular);
        assert_true(g_str_has_prefix(answer, "2025-08-15"));
        assert_int_equal(f->deadlines->len, 1);
        assert_int_equal(f->requests->len, 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(genre_tell__news_minutes_reports__nobody_is_asked),
        cmocka_unit_test(genre_tell__letter_about_minutes__still_asks),
    };

    packs = reader_packs();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    packs_free(packs);
    return failed;
}
