namespace LinuxNamespaces.Cni;

/// <summary>The base class of plugins.</summary>
/// <typeparam name="TConfiguration">The type of the plugin's part of the network configuration.</typeparam>
/// <remarks>
/// <para>
/// <see cref="CniHost"/> validates the request before it calls a method, and writes the result or the error. A method fails by throwing: a
/// <see cref="CniException"/> chooses the code, and any other exception gets one that fits.
/// </para>
/// <para>A plugin is killed if it takes too long for the runtime. What it leaves behind then must not harm a later request.</para>
/// </remarks>
/// <example>
/// <code>
/// return CniHost.Run(new MyPlugin(), MyJson.Default.MyConfiguration);
///
/// sealed class MyPlugin : CniPlugin&lt;MyConfiguration&gt;
/// {
///     protected override CniResult Add(CniRequest&lt;MyConfiguration&gt; request) { ... }
///     protected override void Delete(CniRequest&lt;MyConfiguration&gt; request) { ... }
/// }
/// </code>
/// </example>
public abstract class CniPlugin<TConfiguration>
    where TConfiguration : class
{
    /// <summary>Attaches the container to the network.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The result. A plugin in a chain returns <see cref="CniRequest.PreviousResult"/> with its changes.</returns>
    /// <remarks>If the method throws, the actions of <see cref="CniRequest.OnFailure"/> run, and delegates that succeeded get DEL.</remarks>
    protected abstract CniResult Add(CniRequest<TConfiguration> request);

    /// <summary>Removes the attachment.</summary>
    /// <param name="request">The request.</param>
    /// <remarks>The method succeeds if the attachment, its interface or its namespace does not exist (any more), and may be called again.</remarks>
    protected abstract void Delete(CniRequest<TConfiguration> request);

    /// <summary>Verifies the attachment against <see cref="CniRequest.PreviousResult"/>, which is never <see langword="null"/>. The default does nothing.</summary>
    /// <param name="request">The request.</param>
    protected virtual void Check(CniRequest<TConfiguration> request)
    {
    }

    /// <summary>Verifies that ADD can succeed. The default does nothing.</summary>
    /// <param name="request">The request. It has no container.</param>
    protected virtual void Status(CniRequest<TConfiguration> request)
    {
    }

    /// <summary>Removes what belongs to no attachment of <see cref="CniRequest.ValidAttachments"/>. The default does nothing.</summary>
    /// <param name="request">The request. It has no container.</param>
    protected virtual void CollectGarbage(CniRequest<TConfiguration> request)
    {
    }

    internal CniResult? Invoke(CniRequest<TConfiguration> request)
    {
        switch (request.Command)
        {
            case CniCommand.Add:
                return Add(request) ?? throw new CniException("The plugin returned no result.");
            case CniCommand.Delete:
                Delete(request);
                return null;
            case CniCommand.Check:
                Check(request);
                return null;
            case CniCommand.Status:
                Status(request);
                return null;
            case CniCommand.CollectGarbage:
                CollectGarbage(request);
                return null;
            default:
                throw new InvalidOperationException($"{request.Command} does not reach a plugin.");
        }
    }
}
