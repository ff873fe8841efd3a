package tabular

import "bytes"

// The first bytes of files that hold other files.
var (
	zipStart = []byte("PK\x03\x04")
	zipEmpty = []byte("PK\x05\x06")
	oleStart = []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") // .xls, and other documents of Office before 2007
	pdfStart = []byte("%PDF-")
)

// NotAList says in French what a file is that people give for a list and whose lines
// cannot be read, and what to do: a workbook, an archive or a PDF. The content tells,
// whatever the name. "" for every other file. It wants the whole file: the names of
// what an archive holds may stand at its end.
func NotAList(data []byte) string {
	const excel = "\u00a0: enregistrez-le au format CSV (dans Excel\u00a0: Fichier, Enregistrer sous, «\u00a0CSV UTF-8\u00a0»), puis donnez le fichier CSV"
	archive := bytes.HasPrefix(data, zipStart) || bytes.HasPrefix(data, zipEmpty)
	switch {
	case archive && bytes.Contains(data, []byte("xl/workbook.")): // .xml, and .bin of .xlsb
		return "ce fichier est un classeur Excel" + excel
	case archive && bytes.Contains(data, []byte("application/vnd.oasis.opendocument.spreadsheet")):
		return "ce fichier est un classeur OpenDocument\u00a0: enregistrez-le au format CSV (dans LibreOffice\u00a0: Fichier, Enregistrer sous, «\u00a0Texte CSV\u00a0»), puis donnez le fichier CSV"
	case archive:
		return "ce fichier est une archive ZIP\u00a0: décompressez-la, puis donnez les fichiers qu’elle contient"
	case bytes.HasPrefix(data, oleStart):
		return "ce fichier est un ancien classeur Excel" + excel
	case bytes.HasPrefix(data, pdfStart):
		return "ce fichier est un PDF, dont les lignes ne se lisent pas sûrement\u00a0: redemandez la liste au format CSV au logiciel ou au site qui l’a produite"
	}
	return ""
}
