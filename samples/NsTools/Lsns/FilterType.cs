namespace LinuxNamespaces.Samples.NsTools.Lsns;

/// <summary>The kinds of values in an expression.</summary>
internal enum FilterType
{
    /// <summary>A number without sign or fraction.</summary>
    Number,

    /// <summary>A number with a fraction.</summary>
    Float,

    /// <summary>A text.</summary>
    Text,

    /// <summary>True or false.</summary>
    Boolean,
}
