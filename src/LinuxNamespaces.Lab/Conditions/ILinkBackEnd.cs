namespace LinuxNamespaces.Lab;

/// <summary>What carries the frames of a link, and makes its conditions come true.</summary>
internal interface ILinkBackEnd : IDisposable
{
    /// <summary>Changes the conditions. What is on its way is not lost by it.</summary>
    /// <param name="forward">The conditions from the first end to the second.</param>
    /// <param name="backward">The conditions from the second end to the first.</param>
    void Set(LinkConditions forward, LinkConditions backward);
}
