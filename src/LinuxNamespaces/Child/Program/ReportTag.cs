namespace LinuxNamespaces.Child;

/// <summary>The first half of a record that is not the number of a failed step.</summary>
internal enum ReportTag : long
{
    /// <summary>Requests the ID maps of the user namespace.</summary>
    MapIds = -1,

    /// <summary>Reports the ID of the process that executes the program.</summary>
    Started = -2,

    /// <summary>Reports that the next step executes the program.</summary>
    Executing = -3,

    /// <summary>Reports the exit status of the process under the built-in init.</summary>
    Exited = -4,
}
