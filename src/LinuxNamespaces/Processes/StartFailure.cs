using LinuxNamespaces.Child;

namespace LinuxNamespaces.Processes;

/// <summary>Turns the failure of a child into the exception that the caller gets.</summary>
internal static class StartFailure
{
    internal static ChildSetupException Explain(ChildFailedException failure, ProcessSetup setup, NamespaceProcessStartInfo info)
    {
        if (failure.Step is { } index)
        {
            ProcessStep step = setup.Describe(index);
            return new ChildSetupException(failure.Errno, step, info.FileName, setup.RemedyOf(index, failure.Errno));
        }

        ProcessStep unknown = new(ChildFailedException.CloneStep, ProcessStage.Prepare, "unknown");
        if (failure.Errno == ChildFailedException.Forged)
        {
            return new ChildSetupException(failure.Errno, unknown, info.FileName, null, "another process in its namespaces has reported in its place; do not join a namespace in which that process is");
        }

        return new ChildSetupException(Errno.EINTR, unknown, info.FileName, null, failure.Signal is { } signal ? $"the process was killed by signal {signal} on the way" : "the process ended on the way");
    }
}
