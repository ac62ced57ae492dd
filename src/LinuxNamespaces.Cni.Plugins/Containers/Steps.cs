namespace LinuxNamespaces.Cni.Plugins;

/// <summary>Steps of DEL and GC: each is tried, whatever becomes of the others.</summary>
internal static class Steps
{
    /// <exception cref="CniException">Several steps failed. The exception of a single one is thrown as it is.</exception>
    internal static void RunAll(params Action[] steps)
    {
        List<Exception> failures = [];
        foreach (Action step in steps)
        {
            try
            {
                step();
            }
            catch (Exception e) when (e is CniException or LinuxException or IOException or UnauthorizedAccessException or NotSupportedException or TimeoutException)
            {
                failures.Add(e);
            }
        }

        if (failures.Count == 1)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failures[0]);
        }

        if (failures.Count > 1)
        {
            throw new CniException(CniErrorCode.Internal, $"{failures.Count} steps failed: {string.Join(" ", failures.Select(failure => failure.Message))}");
        }
    }
}
