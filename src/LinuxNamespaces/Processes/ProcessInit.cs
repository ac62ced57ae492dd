namespace LinuxNamespaces.Processes;

/// <summary>What the first process of a new PID namespace is.</summary>
public enum ProcessInit
{
    /// <summary>
    /// The program. It must take the duties of a first process: bury orphans; signals that it does not handle have no effect on it.
    /// </summary>
    Program,

    /// <summary>
    /// A process of the library, of a few kilobytes, with the program as its child: it buries orphans, passes signals on, and ends
    /// when and as the program ends, and everything else in the namespace with it.
    /// </summary>
    BuiltIn,
}
