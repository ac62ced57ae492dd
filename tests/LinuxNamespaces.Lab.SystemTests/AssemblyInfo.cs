using Xunit.Sdk;
using Xunit.v3;

// Each test needs the whole machine for its times.
[assembly: Parallelization(Mode = ParallelMode.None)]
