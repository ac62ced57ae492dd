namespace LinuxNamespaces.Processes;

/// <summary>What the first process of a new PID namespace is, and whether there is a process above the program at all.</summary>
public enum ProcessInit
{
    /// <summary>
    /// The program. It must take the duties of a first process: reap orphans; signals that it does not handle have no effect on it.
    /// </summary>
    Program,

    /// <summary>
    /// A process of the library, of a few kilobytes, with the program as its child: it reaps orphans, passes signals on, and ends
    /// when and as the program ends, and everything else in the namespace with it. Without a new PID namespace only the program ends with it; it
    /// adopts and reaps the descendants that lose their parent.
    /// It keeps no capability but CAP_KILL, and is in a process group of its own, so that what a terminal sends reaches the program once.
    /// Lists of processes call it LinuxNamespaces.
    /// </summary>
    BuiltIn,
}
