using Xunit.Sdk;
using Xunit.v3;

// Tests look at what this process holds before and after them.
[assembly: Parallelization(Mode = ParallelMode.None)]
