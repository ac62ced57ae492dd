namespace LinuxNamespaces.Samples.NsTools.Options;

/// <summary>An option of a tool.</summary>
/// <param name="Long">Its name after "--".</param>
/// <param name="Help">What it does.</param>
/// <param name="Short">Its letter after "-"; null for none.</param>
/// <param name="Argument">Whether it takes an argument.</param>
/// <param name="Value">What the argument is called in the help text.</param>
internal sealed record Option(string Long, string Help, char? Short = null, ArgumentRule Argument = ArgumentRule.None, string? Value = null)
{
    /// <summary>Whether the letter takes no argument where the name may have one, as <c>-n</c> and <c>--net[=FILE]</c> of unshare.</summary>
    internal bool ShortHasNoArgument { get; init; }
}
