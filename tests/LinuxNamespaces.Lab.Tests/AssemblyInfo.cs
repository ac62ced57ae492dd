using Xunit;

// Tests look at what this process holds before and after them.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
