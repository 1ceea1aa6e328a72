// Answers questions about Go versions with the standard library's go/version. Standard input is a JSON list
// of pairs; the answer for each is whether the first is valid, its language and how it compares to the second.
package main

import (
	"encoding/json"
	"go/version"
	"os"
)

type answer struct {
	Valid   bool
	Lang    string
	Compare int
}

func main() {
	var pairs [][2]string
	if err := json.NewDecoder(os.Stdin).Decode(&pairs); err != nil {
		panic(err)
	}
	answers := []answer{}
	for _, pair := range pairs {
		answers = append(answers, answer{
			version.IsValid(pair[0]), version.Lang(pair[0]), version.Compare(pair[0], pair[1]),
		})
	}
	if err := json.NewEncoder(os.Stdout).Encode(answers); err != nil {
		panic(err)
	}
}
