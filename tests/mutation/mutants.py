"""Write mutants of modules, chosen by chance, as lines of JSON; runs where cosmic-ray is installed.

    python tests/mutation/mutants.py COUNT SEED FILE ...

Those that differ from the module in annotations, or in a dataclass's slots and its being frozen,
alone are left out, since nothing can tell them apart, and so are those that compare by identity,
which for small values is up to the interpreter.
The first line says of how many they were chosen.
"""

import ast
import json
import random
import sys
from pathlib import Path

from cosmic_ray.ast import Visitor, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names


class Bare(ast.NodeTransformer):
    """Takes annotations away, what is imported for them, and how a dataclass is kept."""

    def visit_ClassDef(self, node):
        self.generic_visit(node)
        for decorator in node.decorator_list:
            if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "dataclass":
                decorator.keywords = []
        return node

    def visit_If(self, node):
        self.generic_visit(node)
        return None if "TYPE_CHECKING" in ast.unparse(node.test) else node

    def visit_FunctionDef(self, node):
        self.generic_visit(node)
        node.returns = None
        return node

    def visit_AsyncFunctionDef(self, node):
        return self.visit_FunctionDef(node)

    def visit_arg(self, node):
        node.annotation = None
        return node

    def visit_AnnAssign(self, node):
        self.generic_visit(node)
        node.annotation = ast.Constant("")
        return node


def bare(source):
    return ast.dump(Bare().visit(ast.parse(source)))


class Counting(Visitor):
    """Counts the places where an operator can change something."""

    def __init__(self, operator):
        self.operator, self.count = operator, 0

    def visit(self, node):
        self.count += sum(1 for _ in self.operator.mutation_positions(node))
        return node


def places(file):
    tree = get_ast(Path(file).read_text())
    for name in sorted(operator_names()):
        operator = get_operator(name)
        if not operator.arguments() and not name.endswith(("_Is", "_IsNot")):
            counting = Counting(operator())
            counting.walk(tree)
            yield from ((file, name, number) for number in range(counting.count))


def mutant(file, name, number):
    source = Path(file).read_text()
    changed = mutate_code(source, get_operator(name)(), number)
    try:
        is_another = bare(changed) != bare(source)
    except SyntaxError:
        return None
    return changed if is_another else None


count, seed, *files = sys.argv[1:]
every = [place for file in files for place in places(file)]
random.Random(int(seed)).shuffle(every)
print(json.dumps(len(every)), flush=True)
left = int(count)
for file, name, number in every:
    if left and (source := mutant(file, name, number)) is not None:
        left -= 1
        print(json.dumps({"file": file, "operator": name, "source": source}), flush=True)
