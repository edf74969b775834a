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
    /* what an embassy writes out of courtesy */
    "The Ambassador of Valdoria\n\nrequests the pleasure of the company of\n\nthe Minister of Labour and spouse\n\nat a reception on the occasion "
    "of the National Day on Thursday, 17 July 2025, from 7 p.m.\n\nDress: lounge suit\nR.S.V.P. 555 0100 by 10 July\n",
    "L'Ambassadeur de Valdorie\n\na l'honneur d'inviter Madame la Ministre du Travail et son conjoint\n\nà la réception qu'il offrira à l'occasion "
    "de la Fête nationale le jeudi 17 juillet 2025 à 19 heures.\n\nTenue de ville\nR.S.V.P. avant le 10 juillet\n",
    "Estimado señor Ministro:\n\nLa Viceministra regresó ayer a su país y me encarga que le exprese su agradecimiento por las atenciones recibidas "
    "del 23 al 26 de junio. El Parlamento aprobará el crédito antes del 15 de septiembre y la Embajada presentará el texto en agosto.\n\n"
    "Muy cordialmente,\n\nEmbajadora de Norlandia\n",
    "Dear Minister,\n\nOur Minister returned on Friday and has asked me to convey her gratitude for the hospitality she enjoyed from 23 to 26 June. "
    "Parliament is expected to vote on the credit before 15 September, and the Embassy will present a text in August.\n\nWith warm regards,\n\nAmbassador of Norland\n",
    /* gazettes and press */
    "Sommaire du Journal officiel\n3 juillet 2025\n\nMinistère du Travail\nDécret n° 2025-120 relatif au salaire minimum. Entrée en vigueur le 1er août 2025.\n"
    "Avis de consultation publique : observations jusqu'au 14 août 2025.\n\nMinistère des Affaires étrangères\nDécret portant publication de la convention n° 177.\n\n"
    "Vous êtes abonné à l'offre institutionnelle.\n",
    "Contents of the Official Gazette\nThursday, 3 July 2025, No. 31\n\nMinistry of Labour\nOrder 12: minimum wage for farm workers, from 1 August 2025\n"
    "Notice: comments on the draft telework rules until 14 August 2025\n\nYou are subscribed to the institutional plan.\n",
    "Sumario de la Gaceta Oficial\nJueves 3 de julio de 2025 - Tomo 12, núm. 43\n\nMINISTERIO DEL TRABAJO\nResolución 15: los empleadores deberán presentar la "
    "planilla antes del 31 de julio de 2025.\n\nEstá suscrito al servicio básico.\n",
    "LIMA (Noticias de la OIT) - El desempleo juvenil bajó en 2024, según un informe.\n\n«Los gobiernos deben actuar antes de 2030», dijo la Directora Regional.\n\n"
    "Las candidaturas al premio se reciben hasta el 14 de agosto de 2025.\n\nContacto para la prensa: 555 0101\n",
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

/* Letters of organizations that thank or tell, of bodies of a region, or passed on: circulars, whether they ask or not. */
static const char *const official[][3] = {
    { "ILO Country Office", "office@ilo.example", "Dear Sir,\n\nIt gives me great pleasure to share with you the Wage Report, which was launched in Geneva on 28 June.\n\n"
                                                "The country profiles were closed on 30 April 2025.\n\nSincerely,\n\nNimal Perera\nDirector, ILO Country Office\n" },
    { "Oficina Regional OIT", "regional@oit.example", "Lima, 1 de julio de 2025\n\nSeñor Ministro:\n\nTengo el agrado de expresarle mi sincero agradecimiento por la hospitalidad que nos "
                                                     "brindó durante la misión del 23 al 27 de junio.\n\nLe saluda atentamente,\n\nDirectora Regional de la OIT\n" },
    { "Bureau de Yaoundé", "bureau@bit.example", "Yaoundé, le 1er juillet 2025\n\nMadame la Ministre,\n\nJe tiens à vous remercier chaleureusement pour l'accueil que vous avez réservé à ma "
                                                "délégation du 23 au 26 juin.\n\nVeuillez agréer, Madame la Ministre, l'expression de ma haute considération.\n\nLe Directeur du Bureau de l'OIT\n" },
    { "Secretaría", "sg@regional.example", "SG/F/D/112/2025\n\nLima, 1 de julio de 2025\n\nA las Autoridades Nacionales de Trabajo\n\nLa Secretaría General de la Comunidad Andina saluda a las "
                                          "autoridades de los Países Miembros y les comunica que la XX Reunión tendrá lugar en Quito el 8 de octubre de 2025.\n\nSecretario General\n" },
    { "PPT Uruguay", "ppt@sgt.example", "MERCOSUR/SGT10/NOTA 2-2025\n\nMontevideo, 1 de julio de 2025\n\nA las Coordinaciones Nacionales del SGT 10\n\nSe comunica que la LX Reunión se celebrará "
                                       "en Montevideo del 8 al 10 de octubre de 2025.\n\nCoordinador\n" },
    { "Ana Ruiz", "ana@exteriores.example", "Hola, te paso esto.\nAna\n\n________________________________\nDe: LABADMIN <labadmin@ilo.example>\nEnviado: martes, 1 de julio de 2025 17:54\n"
                                           "Para: Misión <mision@exteriores.example>\nAsunto: Convenio 81\n\nEstimada señora:\n\n¿Podría el Ministerio facilitarnos las cifras de 2023?\n\nGracias,\nJ. Torres\n" },
    { "Léa", "lea@diplomatie.example", "Bonjour à tous,\n\nVoir ci-dessous.\n\nDe : Normes <normes@oit.example>\nEnvoyé : mardi 1er juillet 2025 17:54\nÀ : mission@diplomatie.example\n"
                                      "Objet : question\n\nMonsieur,\n\nPourriez-vous nous indiquer la date d'entrée en vigueur du décret avant le 14 août 2025 ?\n\nCordialement,\nP. Vidal\n" },
};

static struct findings *read_from(const char *name, const char *address, const char *words)
{
    AUTO(text) *text = text_new();
    struct text_letter *letter = text_add_letter(text, 0);
    struct text_part *part = text_add_part(text, 0, "body", TEXT_PLAIN);
    GDate day = reader_day("2025-07-03");

    letter->sent = day;
    letter->from_name = g_strdup(name);
    letter->from_address = g_strdup(address);
    part->body = TRUE;
    g_string_assign(part->utf8, words);
    return find_read(text, packs, &day);
}

static void genre_tell__thanks_regional_bodies_relayed__circulars(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(official); i++) {
        AUTO(findings) *f = read_from(official[i][0], official[i][1], official[i][2]);
        if (!f->circular)
            fail_msg("letter %u is taken for none: %.2f", i, f->score);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(genre_tell__news_minutes_reports__nobody_is_asked),
        cmocka_unit_test(genre_tell__letter_about_minutes__still_asks),
        cmocka_unit_test(genre_tell__thanks_regional_bodies_relayed__circulars),
    };

    packs = reader_packs();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    packs_free(packs);
    return failed;
}
