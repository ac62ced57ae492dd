using System.Runtime.CompilerServices;
using Xunit;

namespace LinuxNamespaces.Lab;

/// <summary>Marks a test with data that needs a lab. It is skipped, with the reason, if the machine cannot run one.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LabTheoryAttribute : TheoryAttribute
{
    /// <summary>Creates the attribute.</summary>
    /// <param name="sourceFilePath">The file of the test, which the compiler passes.</param>
    /// <param name="sourceLineNumber">The line of the test, which the compiler passes.</param>
    public LabTheoryAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber) => Skip = LabSupport.ReasonToSkip;
}
