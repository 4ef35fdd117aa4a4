using Xunit;

namespace Embedded.Tests.ApiLists
{
    /// <summary>The checker itself: every way to go beyond a list must be seen.</summary>
    public sealed class ApiConformanceTests
    {
        private const string List = """
            # A list

            public class Listed.Plain : System.IDisposable
                public Plain(string name);
                public string? Name { get; set; }
                public int? Limit { get; init; }
                public void Dispose();
                public virtual System.Threading.Tasks.Task<T> RunAsync<T>(System.Collections.Generic.IReadOnlyList<string?> items, System.TimeSpan? wait = null, System.Threading.CancellationToken cancellation = default) where T : class;

            public abstract class Listed.Contract
                protected Contract();
                public abstract string Id { get; }

            public enum Listed.Color
                Red = 0
                Green = 1

            [Usage(64)] public sealed class Listed.MarkAttribute : System.Attribute
                public MarkAttribute();
            """;

        public static TheoryData<Type, string?> Cases() => new()
        {
            { typeof(Listed.Same.Plain), null },
            { typeof(Listed.Fewer.Plain), null },
            { typeof(Listed.Same.Contract), null },
            { typeof(Listed.Same.Color), null },
            { typeof(Listed.Same.MarkAttribute), null },
            { typeof(Listed.Other.Unlisted), "no such type" },
            { typeof(Listed.Sealed.Plain), "is public sealed class" },
            { typeof(Listed.Setter.Plain), "no such member" },
            { typeof(Listed.NotNullable.Plain), "no such member" },
            { typeof(Listed.Renamed.Plain), "no such member" },
            { typeof(Listed.Required.Plain), "no such member" },
            { typeof(Listed.Unconstrained.Plain), "no such member" },
            { typeof(Listed.Extra.Plain), "no such member" },
            { typeof(Listed.Interfaces.Plain), "is no System.ICloneable" },
            { typeof(Listed.Incomplete.Contract), "lacks abstract public string Id" },
            { typeof(Listed.Renumbered.Color), "no such member" },
            { typeof(Listed.Usage.MarkAttribute), "attribute usage" },
        };

        [Theory]
        [MemberData(nameof(Cases))]
        public void Difference_is_named(Type type, string? expected)
        {
            var surface = AssemblySurface.Read(type);
            var lists = ApiList.Read(List.Split('\n')).ToDictionary(listed => listed.Name);

            // The variants live side by side in namespaces that the list has not.
            var differences = new ApiConformance(lists).Differences(surface with { Name = $"Listed.{type.Name}" }).ToArray();

            if (expected is null)
            {
                Assert.Empty(differences);
            }
            else
            {
                Assert.Contains(expected, Assert.Single(differences), StringComparison.Ordinal);
            }
        }
    }
}

#pragma warning disable CA1852 // What is sealed and what is not is the point here.
namespace Listed.Same
{
    internal class Plain(string name) : IDisposable
    {
        public string? Name { get; set; } = name;

        public int? Limit { get; init; }

        public void Dispose()
        {
        }

        public virtual Task<T> RunAsync<T>(IReadOnlyList<string> items, TimeSpan? wait = null, CancellationToken cancellation = default)
            where T : class => throw new NotSupportedException();
    }

    internal abstract class Contract
    {
        public abstract string Id { get; }
    }

    internal enum Color
    {
        Red,
        Green,
    }

    [AttributeUsage(AttributeTargets.Method)]
    internal sealed class MarkAttribute : Attribute
    {
    }
}

namespace Listed.Fewer
{
    internal class Plain(string name)
    {
        public string? Name { get; } = name;
    }
}

namespace Listed.Other
{
    internal class Unlisted;
}

namespace Listed.Sealed
{
    internal sealed class Plain(string name)
    {
        public string? Name { get; } = name;
    }
}

namespace Listed.Setter
{
    internal class Plain(string name)
    {
        public string? Name { get; } = name;

        public int? Limit { get; set; }
    }
}

namespace Listed.NotNullable
{
    internal class Plain(string name)
    {
        public string? Name { get; } = name;

        public int Limit { get; init; }
    }
}

namespace Listed.Renamed
{
    internal class Plain(string title)
    {
        public string? Name { get; } = title;
    }
}

namespace Listed.Required
{
    internal class Plain(string name)
    {
        public string? Name { get; } = name;

        public virtual Task<T> RunAsync<T>(IReadOnlyList<string> items, TimeSpan? wait, CancellationToken cancellation = default)
            where T : class => throw new NotSupportedException();
    }
}

namespace Listed.Unconstrained
{
    internal class Plain(string name)
    {
        public string? Name { get; } = name;

        public virtual Task<T> RunAsync<T>(IReadOnlyList<string> items, TimeSpan? wait = null, CancellationToken cancellation = default) =>
            throw new NotSupportedException();
    }
}

namespace Listed.Extra
{
    internal class Plain(string name)
    {
        public string? Name { get; } = name;

        public int Count { get; }
    }
}

namespace Listed.Interfaces
{
    internal class Plain(string name) : ICloneable
    {
        public string? Name { get; } = name;

        object ICloneable.Clone() => this;
    }
}

namespace Listed.Incomplete
{
    internal abstract class Contract;
}

namespace Listed.Renumbered
{
    internal enum Color
    {
        Red = 2,
    }
}

namespace Listed.Usage
{
    [AttributeUsage(AttributeTargets.Class)]
    internal sealed class MarkAttribute : Attribute
    {
    }
}
