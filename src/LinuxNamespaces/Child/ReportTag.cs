namespace LinuxNamespaces.Child;

/// <summary>The first half of a record that a child writes, when it is not the number of the step that failed.</summary>
internal enum ReportTag : long
{
    /// <summary>The id maps of the user namespace are to be written now.</summary>
    MapIds = -1,

    /// <summary>The process that becomes the program has this id.</summary>
    Started = -2,

    /// <summary>The next step is the one that executes the program.</summary>
    Executing = -3,

    /// <summary>The process under the built-in init has ended with this status.</summary>
    Exited = -4,
}
