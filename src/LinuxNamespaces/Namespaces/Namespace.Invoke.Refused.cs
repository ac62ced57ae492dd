using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace LinuxNamespaces;

/// <content>Overloads that keep asynchronous delegates from compiling. The priority decides between Task and ValueTask, which both fit.</content>
public partial class Namespace
{
    private const string NoAsync =
        "An asynchronous delegate would continue on a thread outside of the namespace. Use synchronous methods, or the asynchronous members of NetNamespace and NamespaceProcess.";

    /// <summary>Does not compile: see <see cref="Invoke(Action)"/>.</summary>
    /// <param name="function">An asynchronous delegate.</param>
    [Obsolete(NoAsync, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(1)]
    public void Invoke(Func<Task> function) => throw new NotSupportedException(NoAsync);

    /// <summary>Does not compile: see <see cref="Invoke{T}(Func{T})"/>.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="function">An asynchronous delegate.</param>
    [Obsolete(NoAsync, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(1)]
    public void Invoke<T>(Func<Task<T>> function) => throw new NotSupportedException(NoAsync);

    /// <summary>Does not compile: see <see cref="Invoke(Action)"/>.</summary>
    /// <param name="function">An asynchronous delegate.</param>
    [Obsolete(NoAsync, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Invoke(Func<ValueTask> function) => throw new NotSupportedException(NoAsync);

    /// <summary>Does not compile: see <see cref="Invoke{T}(Func{T})"/>.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="function">An asynchronous delegate.</param>
    [Obsolete(NoAsync, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Invoke<T>(Func<ValueTask<T>> function) => throw new NotSupportedException(NoAsync);

    /// <summary>Does not compile: see <see cref="InvokeInNew(NamespaceTypes, Action)"/>.</summary>
    /// <param name="types">The kinds of namespaces.</param>
    /// <param name="function">An asynchronous delegate.</param>
    [Obsolete(NoAsync, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(1)]
    public static void InvokeInNew(NamespaceTypes types, Func<Task> function) => throw new NotSupportedException(NoAsync);

    /// <summary>Does not compile: see <see cref="InvokeInNew{T}(NamespaceTypes, Func{T})"/>.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="types">The kinds of namespaces.</param>
    /// <param name="function">An asynchronous delegate.</param>
    [Obsolete(NoAsync, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(1)]
    public static void InvokeInNew<T>(NamespaceTypes types, Func<Task<T>> function) => throw new NotSupportedException(NoAsync);

    /// <summary>Does not compile: see <see cref="InvokeInNew(NamespaceTypes, Action)"/>.</summary>
    /// <param name="types">The kinds of namespaces.</param>
    /// <param name="function">An asynchronous delegate.</param>
    [Obsolete(NoAsync, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static void InvokeInNew(NamespaceTypes types, Func<ValueTask> function) => throw new NotSupportedException(NoAsync);

    /// <summary>Does not compile: see <see cref="InvokeInNew{T}(NamespaceTypes, Func{T})"/>.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="types">The kinds of namespaces.</param>
    /// <param name="function">An asynchronous delegate.</param>
    [Obsolete(NoAsync, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static void InvokeInNew<T>(NamespaceTypes types, Func<ValueTask<T>> function) => throw new NotSupportedException(NoAsync);
}
