using LinuxNamespaces.Samples.NsTools.Options;

namespace LinuxNamespaces.Samples.NsTools;

/// <summary>A command-line tool.</summary>
internal abstract class Tool
{
    /// <summary>What it is called by.</summary>
    internal abstract string Name { get; }

    /// <summary>What follows its name in a command line.</summary>
    internal abstract string Synopsis { get; }

    /// <summary>What it is for, in a sentence.</summary>
    internal abstract string Purpose { get; }

    /// <summary>Its options, in the order of the help text.</summary>
    internal abstract Option[] Options { get; }

    /// <summary>Whether its messages begin with its name.</summary>
    internal virtual bool SaysItsName => true;

    /// <summary>What it returns when it is called wrongly.</summary>
    internal virtual int UsageExitCode => 1;

    /// <summary>Tells how it is used.</summary>
    internal virtual void WriteHelp(TextWriter writer) => HelpText.Write(this, writer);

    /// <summary>Runs it.</summary>
    /// <returns>Its exit code.</returns>
    internal abstract int Run(string[] args);
}
