import "#nowhere";
