package config

// The variables that say where the files are kept that people hand in.
const (
	FilesDir    = "SELTER_FILES_DIR"     // folder of this machine; embedded, the data folder has one
	S3Endpoint  = "SELTER_S3_ENDPOINT"   // https://...; a service that speaks S3
	S3Region    = "SELTER_S3_REGION"     //
	S3Bucket    = "SELTER_S3_BUCKET"     // there already
	S3AccessKey = "SELTER_S3_ACCESS_KEY" //
	S3SecretKey = "SELTER_S3_SECRET_KEY" //nolint:gosec // the variable's name
	Clamd       = "SELTER_CLAMD"         // tcp://host:port or unix:///path; every file is shown to it first
)

// Files say where files are kept: in a folder or in a bucket, or nowhere.
type Files struct {
	Dir   string
	S3    S3
	Clamd string
}

// S3 is a bucket; none when Endpoint is empty.
type S3 struct{ Endpoint, Region, Bucket, AccessKey, SecretKey string }

func filesIn(given map[string]string) Files {
	return Files{
		Dir: given[FilesDir], Clamd: given[Clamd],
		S3: S3{
			Endpoint: given[S3Endpoint], Region: given[S3Region], Bucket: given[S3Bucket],
			AccessKey: given[S3AccessKey], SecretKey: given[S3SecretKey],
		},
	}
}

// check looks at where files are kept.
func (f Files) check() []error {
	var faults []error
	for _, one := range []struct{ name, value string }{{S3Bucket, f.S3.Bucket}, {S3AccessKey, f.S3.AccessKey}, {S3SecretKey, f.S3.SecretKey}} {
		switch {
		case f.S3.Endpoint != "" && one.value == "":
			faults = append(faults, &Fault{one.name, "is missing while " + S3Endpoint + " is set"})
		case f.S3.Endpoint == "" && one.value != "":
			faults = append(faults, &Fault{S3Endpoint, "is missing while " + one.name + " is set"})
		}
	}
	if f.S3.Endpoint != "" && f.Dir != "" {
		faults = append(faults, &Fault{FilesDir, "is set beside " + S3Endpoint + "; set one of them"})
	}
	faults = append(faults, scheme(S3Endpoint, f.S3.Endpoint, "https", "http")...)
	return append(faults, scheme(Clamd, f.Clamd, "tcp", "unix")...)
}
