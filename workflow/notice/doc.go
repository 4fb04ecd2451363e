// Package notice says what people are told: for each event of each procedure and each role that is told of it a
// letter in Indonesian with English beside. The texts stand in texts.yaml; everything else they need comes from the
// glossary and from what every receiver of the role may read of the case: the post, the agency, the deadline with its
// count. No letter holds a name, a score or what a complaint says.
package notice
