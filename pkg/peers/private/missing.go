package private

import (
	"slices"
	"strings"
)

// MissingError says that a service can be had neither from installed programs nor from a container engine.
type MissingError struct{ Services []Service }

// Error names the services and the one line that installs them.
func (e *MissingError) Error() string {
	return "not run: " + join(e.Services, ", ", func(s Service) string { return string(s) }) + " (cure: " + Cure(e.Services...) + ")"
}

// Cure is the line that installs the services on Debian, the system of our own CI.
func Cure(services ...Service) string {
	return "apt-get install -y " + join(services, " ", func(s Service) string {
		switch s {
		case Postgres:
			return "postgresql"
		case Node:
			return "nodejs npm"
		case Go:
			return "golang"
		default:
			return "redis-server"
		}
	})
}

func join(services []Service, separator string, word func(Service) string) string {
	var words []string
	for _, s := range services {
		words = append(words, word(s))
	}
	slices.Sort(words)
	return strings.Join(slices.Compact(words), separator)
}
