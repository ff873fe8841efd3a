package config

import (
	"bytes"
	"errors"
	"fmt"

	"go.yaml.in/yaml/v4"

	"relance/internal/dunning"
)

// MostPlanFile bounds a file that holds one plan, in bytes.
const MostPlanFile = 1 << 20

// ReadPlan reads a file with one plan, written as plans.NAME is in the configuration:
// strictly, with the default plan's rules for what it does not state. It finds what is
// wrong with the form; what is wrong with the plan itself is found by plan.Check. path
// names the file in faults.
func ReadPlan(data []byte, path, name string) (dunning.Plan, error) {
	var doc yaml.Node
	switch err := yaml.Unmarshal(data, &doc); {
	case err != nil:
		return dunning.Plan{}, yamlFaults(path, err)
	case len(doc.Content) == 0:
		return dunning.Plan{}, Faults{{Path: path, Text: "the file holds no plan", Hint: "write its steps, as plan show prints them"}}
	}
	whole, err := yaml.Marshal(map[string]any{"plans": map[string]any{name: doc.Content[0]}})
	if err != nil {
		return dunning.Plan{}, yamlFaults(path, err)
	}
	c := Config{Plans: map[string]dunning.Plan{}}
	if err := c.decode(whole, path); err != nil {
		return dunning.Plan{}, err
	}
	p := c.Plans[name]
	p.ID = name
	return p, nil
}

// WritePlan writes a plan as ReadPlan reads it.
func WritePlan(p dunning.Plan) ([]byte, error) {
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	if err := errors.Join(enc.Encode(p), enc.Close()); err != nil {
		return nil, fmt.Errorf("writing plan %s: %w", p.ID, err)
	}
	return b.Bytes(), nil
}
