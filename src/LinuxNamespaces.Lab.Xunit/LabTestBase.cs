using Xunit;

namespace LinuxNamespaces.Lab;

/// <summary>Provides a lab to tests, and attaches its drawing, its events and the last frames of each link to a test that fails.</summary>
/// <remarks>Without an argument, each test has an empty lab of its own, which the test builds and starts, and which is removed after it.</remarks>
public abstract class LabTestBase : IAsyncDisposable
{
    private readonly bool _isOwned;

    /// <summary>Creates a lab for one test, which keeps the last frames of each link.</summary>
    protected LabTestBase()
        : this(DefaultOptions)
    {
    }

    /// <summary>Creates a lab for one test.</summary>
    /// <param name="options">The options of the lab.</param>
    protected LabTestBase(NetworkLabOptions options)
        : this(new NetworkLab(options)) => _isOwned = true;

    /// <summary>Uses a lab that several tests share, and forgets the frames of tests before.</summary>
    /// <param name="lab">The lab, which is not disposed.</param>
    protected LabTestBase(NetworkLab lab)
    {
        ArgumentNullException.ThrowIfNull(lab);
        Lab = lab;
        lab.Capture?.Clear();
    }

    internal static NetworkLabOptions DefaultOptions { get; } = new() { Capture = new LabCaptureOptions() };

    /// <summary>Gets the lab.</summary>
    protected NetworkLab Lab { get; }

    /// <summary>Attaches the lab to the test if that has failed, and removes the lab if it is that of the test alone.</summary>
    /// <returns>A task that completes when the lab is gone.</returns>
    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        try
        {
            if (TestContext.Current.TestState?.Result == TestResult.Failed)
            {
                LabAttachments.Add(Lab);
            }
        }
        finally
        {
            if (_isOwned)
            {
                await Lab.DisposeAsync().ConfigureAwait(false);
            }
        }
    }
}
