// Package tabular reads the cells of lists as people, spreadsheets and
// accounting software write them: amounts, days and headings. Lists of
// invoices and bank exports share it, so that one text never means two
// amounts.
//
// Nothing is guessed here. What can be read in two ways is refused
// ([ErrAmbiguous]); the file as a whole may settle the doubt, which is what
// [Marks] and [Days] are for: they collect what the unmistakable cells of a
// file prove.
package tabular
