// Package bodacc reads the open data of the BODACC, the French gazette of
// commercial notices (its data set, Explore API 2.1). It needs
// no key.
//
// One national file of collective notices a day is matched at home: about 7 % of
// them have no valid company number in the field that the service can filter by,
// and nobody outside learns who the debtors are. Single companies are looked up
// in batches of up to a hundred.
//
// The service's limits of rate and its error answers are not documented: a
// refusal with 429 waits as long as it asks, within bounds, and an answer that
// is cut or no JSON is asked for again. What the answers mean is for package
// insolvency.
//
// uncertain: gazette-limits
package bodacc
