package p

type (
	A[P any]                 struct{ f P }
	B[P *T,]                 int
	C[P *T]                  int
	D[P *T, Q any]           int
	E[P interface{ *T }]     int
	F[P *T | ~int]           int
	G[P (*T),]               int
	H[N * M]                 int
	I[len]                   int
	J[P, Q any, R ~[]P]      map[P]Q
	K[P []T]                 int
	L[P A[int] | B[string],] int
	M                        = A[int]
	N[P any]                 = []P
)

type Set[E comparable] interface {
	~int | ~string
	comparable
	Has(E) bool
	A[E]
	Pair[E, int]
}

func (r *A[P]) Method[Q any](q Q, _ ...P) (n int, err error) { return f[P, Q](r.f, q), nil }

func f[P, Q any](p P, q Q) int {
	if x := (A[int]{f: 1}); x.f == (A[int]{}).f {
	}
	for _, v := range []A[int]{{1}, {f: 2}} {
		_ = v
	}
	g := f[int, string]
	_ = a < b, c > (d)
	return g(1, "")
}
