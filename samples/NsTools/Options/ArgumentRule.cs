namespace LinuxNamespaces.Samples.NsTools.Options;

/// <summary>Whether an option takes an argument.</summary>
internal enum ArgumentRule
{
    /// <summary>It takes none.</summary>
    None,

    /// <summary>It may have one, in the same word.</summary>
    Optional,

    /// <summary>It has one, in the same word or in the next.</summary>
    Required,
}
