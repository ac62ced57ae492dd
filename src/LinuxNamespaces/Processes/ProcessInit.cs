namespace LinuxNamespaces.Processes;

/// <summary>Specifies which process is the first one of a new PID namespace, or the parent of the program.</summary>
public enum ProcessInit
{
    /// <summary>The program. It has the duties of a first process: to reap orphans. A signal that it does not handle has no effect on it.</summary>
    Program,

    /// <summary>
    /// A small process of the library, with the program as its child. It reaps orphans, forwards signals to the program, and ends when the program ends, with the same status.
    /// </summary>
    /// <remarks>
    /// In a new PID namespace all other processes end with it. Otherwise it adopts and reaps the descendants that lose their parent, and only the program
    /// ends with it. It keeps no capability except CAP_KILL. It is in a process group of its own, so that a signal from a terminal reaches the program once.
    /// Lists of processes show it as LinuxNamespaces.
    /// </remarks>
    BuiltIn,
}
