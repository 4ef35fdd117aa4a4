using System.Collections.Immutable;

namespace Microsoft.Azure.Functions.Worker;

public abstract class FunctionDefinition
{
    protected FunctionDefinition()
    {
    }

    public abstract string EntryPoint { get; }

    public abstract string Id { get; }

    public abstract IImmutableDictionary<string, BindingMetadata> InputBindings { get; }

    public abstract string Name { get; }

    public abstract IImmutableDictionary<string, BindingMetadata> OutputBindings { get; }

    public abstract ImmutableArray<FunctionParameter> Parameters { get; }

    public abstract string PathToAssembly { get; }
}

public abstract class BindingMetadata
{
    protected BindingMetadata()
    {
    }

    public abstract BindingDirection Direction { get; }

    public abstract string Name { get; }

    public abstract string Type { get; }
}

public enum BindingDirection
{
    In = 0,
    Out = 1,
}

public class FunctionParameter(string name, Type type)
{
    public string Name { get; } = name;

    public Type Type { get; } = type;
}
